"""However long names and words are, no page is wider than the smallest window, in either language (H07)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.browser.looks.test_portal import kind_of
from tests.support.authenticators import authenticator_of
from tests.support.browser import PHONE, NewWindow
from tests.support.entering import enters_by_phone
from tests.support.inspection import overflow_of
from tests.support.journeys import BrowserWindow, PhoneWindow, Window
from tests.support.people import make_group, make_person, make_tenant
from tests.support.ready_phone import ready_phone

SMALLEST = {"viewport": {"width": 320, "height": 640}}
ONE_WORD = "Wolfeschlegelsteinhausenbergerdorff"
THREE_WORDS = "Cecilia Alexandra Bergman"
FEWEST_PAGES = 20
STARTS = ("/", "/signed-in/", "/security-info/", "/security-info/phones/", "/portal/")


@pytest.fixture(params=[ONE_WORD, THREE_WORDS], ids=["one-word", "three-words"])
def name(request: pytest.FixtureRequest) -> str:
    given: str = request.param
    return given


@pytest.fixture
def tenant(transactional_db: None, name: str) -> Tenant:
    methods = ("password", "phone", "authenticator_code")
    tenant = make_tenant("telefoninloggningsavdelningen", name=f"{name} {name}", methods=methods)
    make_person(tenant, "wolfeschlegelsteinhausenbergerdorff", display_name=name)
    return tenant


@pytest.fixture
def operator(tenant: Tenant, name: str) -> User:
    """Somebody who sees every page, and has everything that a page can list, under long names."""
    person = make_person(tenant, "maximiliana.alexandra", display_name=name, role="operator")
    make_group(tenant, f"{name} {name}", person)
    authenticator_of(person, name)
    return person


@pytest.mark.parametrize("language", ["en-GB", "sv-SE"])
def test_every_page_fits_with_long_names(
    new_window: NewWindow, operator: User, name: str, language: str
) -> None:  # H07
    window = BrowserWindow(new_window(**SMALLEST, locale=language))
    enters_by_phone(window, operator, label=name)

    found, seen = look_around(window, STARTS)

    assert found == []
    assert len(seen) >= FEWEST_PAGES, seen


def test_the_sign_in_pages_and_the_phone_fit_with_long_names(
    new_window: NewWindow, tenant: Tenant, name: str
) -> None:  # H07
    ann = User.objects.get(username__startswith="wolfe")
    phone = ready_phone(PhoneWindow(new_window(**PHONE | SMALLEST)), ann)
    browser = BrowserWindow(new_window(**SMALLEST))
    found = [*wide(phone, "accounts")]

    browser.asks(ann)
    phone.is_asked()
    found += [*wide(browser, "number"), *wide(phone, "request")]
    for page in ("/sign-in/choose-method/", "/sign-in/password/"):
        browser.page.goto(page)
        found += wide(browser, page)
    phone.presses("Deny")
    phone.sees("Denied")
    found += wide(phone, "denied")
    phone.opens()
    phone.menu(ann)
    found += wide(phone, "menu")
    phone.presses("Unregister")
    found += wide(phone, "unregister")

    assert found == []


def look_around(window: Window, starts: Iterable[str]) -> tuple[list[str], set[str]]:
    """Opens each kind of page that a link leads to; gives what was too wide, and which kinds were seen."""
    found: list[str] = []
    seen: set[str] = set()
    ahead = list(starts)
    while ahead:
        address = ahead.pop(0)
        if kind_of(address) in seen:
            continue
        seen.add(kind_of(address))
        window.page.goto(address)
        window.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        found += wide(window, address)
        links = window.page.locator("a[href]:not([download])").evaluate_all(
            "links => links.map(link => new URL(link.getAttribute('href'), link.baseURI).href)"
        )
        parts = [urlsplit(link) for link in links]
        ahead += [part.path for part in parts if part.netloc == urlsplit(window.page.url).netloc]
    return found, seen


def wide(window: Window, name: str) -> list[str]:
    return [f"{name}: {what}" for what in overflow_of(window)]


@pytest.mark.parametrize("width", [320, 360])
def test_a_heading_of_one_swedish_word_is_not_broken(
    new_window: NewWindow, ann: User, width: int
) -> None:  # H07
    window = BrowserWindow(new_window(viewport={"width": width, "height": 640}, locale="sv-SE"))
    enters_by_phone(window, ann)
    window.page.goto("/security-info/")

    heading = window.page.get_by_role("heading", name="Säkerhetsinformation")
    lines = heading.evaluate(
        "one => { const all = new Range(); all.selectNodeContents(one); return all.getClientRects().length; }"
    )

    assert lines == 1
