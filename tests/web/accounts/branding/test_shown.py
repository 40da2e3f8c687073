"""What somebody who signs in sees of their organisation: alike for every name of it, at no cost, and under our CSP."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.logos import have_logo
from tests.support.pages import browser
from tests.support.people import make_person, make_tenant, set_part
from tests.support.sessions import PASSWORD_PROOF, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LOOKS = {
    "name": "Nordljus Energi",
    "colour": "#7a1fa2",
    "help_text": "Call 0920-12 34 56 <b>at night</b>",
    "help_link": "https://help.nordljus.example/",
    "terms_link": "https://nordljus.example/terms",
    "privacy_link": "https://nordljus.example/privacy",
}


def password_page(client: Client, name: str) -> tuple[str, int]:
    """The page of the first way after this name, and how many questions both took."""
    with CaptureQueriesContext(connection) as asked:
        client.post("/sign-in/", {"username": name})
        page = client.get("/sign-in/password/")
    return page.content.decode(), len(asked)


@pytest.fixture
def branded(ann: User) -> Tenant:
    logo = have_logo(ann.tenant, ann)
    set_part(ann.tenant, "branding", logo=logo.kept, **LOOKS)
    return ann.tenant


def test_the_page_shows_name_logo_colour_words_and_links(ann: User, branded: Tenant) -> None:  # E18
    page, _questions = password_page(browser(), ann.username)

    assert "Nordljus Energi" in page
    assert '<img class="brand-logo" src="/branding/logo/' in page
    assert '<link rel="stylesheet" href="/branding/colours/7a1fa2.css" />' in page
    assert "Call 0920-12 34 56 &lt;b&gt;at night&lt;/b&gt;" in page
    for link in ("help_link", "terms_link", "privacy_link"):
        assert f'href="{LOOKS[link]}" target="_blank" rel="noopener noreferrer"' in page
    assert "style=" not in page


def test_a18_every_name_of_a_domain_sees_the_same(ann: User, branded: Tenant) -> None:  # E18 T13
    real, of_real = password_page(browser(), ann.username)
    nobodys, of_nobody = password_page(browser(), "nobody@nordljus.example")

    assert "Nordljus Energi" in nobodys
    assert of_real == of_nobody
    assert len(real.replace(ann.username, "")) == len(nobodys.replace("nobody@nordljus.example", ""))


def test_another_organisation_and_the_first_page_show_nothing_of_it(branded: Tenant) -> None:  # E18
    carl = make_person(make_tenant("fjordbank"), "carl")

    first = browser().get("/sign-in/").content.decode()
    theirs, _questions = password_page(browser(), carl.username)

    for page in (first, theirs):
        assert "Nordljus Energi" not in page
        assert "/branding/" not in page


def test_t13_it_costs_no_question(ann: User) -> None:  # E18
    _plain, before = password_page(browser(), ann.username)
    logo = have_logo(ann.tenant, ann)
    set_part(ann.tenant, "branding", logo=logo.kept, **LOOKS)

    page, after = password_page(browser(), ann.username)

    assert "Nordljus Energi" in page
    assert after == before


def test_security_info_has_it_in_its_head_at_no_cost(ann: User, branded: Tenant) -> None:  # E18
    client = signed_in(ann, PASSWORD_PROOF)
    client.get("/security-info/")
    with CaptureQueriesContext(connection) as with_looks:
        page = client.get("/security-info/").content.decode()
    set_part(branded, "branding", **dict.fromkeys(("logo", *LOOKS), ""))
    with CaptureQueriesContext(connection) as without:
        plain = client.get("/security-info/").content.decode()

    head = page.partition("</header>")[0]
    assert "Nordljus Energi" in head
    assert "/branding/logo/" in head
    assert "<span>Handslag</span>" in plain
    assert len(with_looks) == len(without)


def test_a_logo_that_says_the_name_is_called_so_and_nothing_is_written_beside_it(
    ann: User, branded: Tenant
) -> None:  # E18
    set_part(branded, "branding", logo_says_name=True)

    page, _questions = password_page(browser(), ann.username)

    assert 'alt="Nordljus Energi"' in page
    assert "<span>Nordljus Energi</span>" not in page
