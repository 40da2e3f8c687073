"""What browsers fetch: a picture served as a picture, and style sheets that follow from their address."""

import pytest

from accounts.branding.images import LARGEST_KEPT
from accounts.branding.sheets import for_pages, for_preview
from accounts.users.models import User
from tests.support.logos import have_logo
from tests.support.pages import browser

pytestmark = pytest.mark.django_db


def test_a_logo_is_served_as_a_png_and_nothing_else(ann: User) -> None:  # E18
    logo = have_logo(ann.tenant, ann)
    client = browser()

    answer = client.get(f"/branding/logo/{logo.mark}.png")

    assert answer.content.startswith(b"\x89PNG")
    assert len(answer.content) <= LARGEST_KEPT
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not answer.cookies


@pytest.mark.parametrize(
    "path",
    [
        f"/branding/logo/{'0' * 32}.png",
        "/branding/logo/../x.png",
        "/branding/colours/red.css",
        "/branding/colours/7A1FA2.css",
        "/branding/colours/7a1fa2%7D.css",
        "/branding/preview/.css",
    ],
)
def test_what_is_no_logo_and_no_colour_is_no_address(path: str) -> None:
    assert browser().get(path).status_code == 404


def test_a_style_sheet_has_the_colours_that_follow_from_its_address() -> None:  # E18
    answer = browser().get("/branding/colours/7a1fa2.css")

    assert answer.content.decode() == for_pages("#7a1fa2")
    assert "--accent:#7a1fa2;" in answer.content.decode()
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(("path", "colour"), [("7a1fa2", "#7a1fa2"), ("ours", "")])
def test_the_preview_has_both_grounds_whatever_the_page_is(path: str, colour: str) -> None:
    sheet = browser().get(f"/branding/preview/{path}.css").content.decode()

    assert sheet == for_preview(colour)
    assert ".brand-light{color-scheme:light;--paper:#f5f1e8;" in sheet
    assert ".brand-dark{color-scheme:dark;--paper:#111715;" in sheet
