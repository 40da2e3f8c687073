"""The frame of Security info: one menu on every page of it (D01)."""

import pytest
from django.test import Client

from accounts.users.models import User
from tests.support.pages import browser, read
from tests.support.passes import make_pass, sign_in_by_pass, use_passes
from tests.support.people import allow

PAGES = {
    "/security-info/": "Ways to sign in",
    "/security-info/default/": "Ways to sign in",
    "/security-info/phones/": "Phones",
    "/security-info/passkeys/": "Passkeys",
    "/security-info/sign-ins/": "My sign-ins",
    "/security-info/sessions/": "Sessions",
    "/security-info/sessions/end-all/": "Sessions",
    "/security-info/browsers/": "Browsers",
    "/security-info/my-apps/": "My apps",
    "/security-info/applications/": "Applications allowed",
}


@pytest.mark.parametrize(("path", "row"), PAGES.items())
def test_every_page_has_the_menu_and_says_where_one_is(
    path: str, row: str, ann: User, own: Client
) -> None:  # D01
    allow(ann.tenant, "passkey")

    page = read(own.get(path))

    assert set(PAGES.values()) <= set(page.links)
    assert f"<summary><span>{row}</span>" in page.html
    assert page.html.count("aria-current=") == 2, "the language, and the row"


def test_a_row_that_is_nothing_for_somebody_is_not_shown_to_them(own: Client) -> None:  # D01
    assert "Passkeys" not in read(own.get("/security-info/")).links


def test_a_session_that_may_only_add_sees_no_menu(ann: User) -> None:  # E05
    use_passes(ann.tenant)
    allow(ann.tenant, "code_generator")
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    page = read(client.get("/security-info/code-generators/activate/"))

    assert page.status == 200
    assert "Browsers" not in page.links
