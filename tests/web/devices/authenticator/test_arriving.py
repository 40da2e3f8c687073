"""What the app's browser holds for an app without keys: a code on its way, and that a phone lived here (B15)."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.secrets import SecretCookie
from accounts.users.models import User
from devices.enrolment.codes.carried import CARRIED
from devices.enrolment.codes.typed import typed_form
from devices.enrolment.models import Enrolment
from devices.enrolment.services import end
from devices.enrolment.state import State
from devices.phones.living.marker import MARKER
from devices.phones.models import Phone
from devices.phones.services import remove_account
from tests.support.asking import offered
from tests.support.pages import browser
from tests.support.phones import SigningPhone, account_of

CARRY, ARRIVE, FORGET = "/authenticator/carry/", "/authenticator/arrive/", "/authenticator/forget/"
NOTHING = {"code": "", "was_here": False}


def arrives(client: Client, *, place: str = "browser") -> dict[str, object]:
    answer: dict[str, object] = client.post(ARRIVE, {"place": place}).json()
    return answer


def with_a_copy_of(cookie: SecretCookie, client: Client) -> Client:
    """The app on the Home Screen, which begins with what the tab held."""
    other = browser()
    other.cookies[cookie.name] = client.cookies[cookie.name].value
    return other


@pytest.fixture
def tab(ann: User) -> tuple[Client, str]:
    """A tab that has left the code of Ann's enrolment."""
    client = browser()
    _enrolment, code = offered(ann)
    assert client.post(CARRY, {"code": code}).status_code == 204
    return client, code


def test_the_app_on_the_home_screen_finds_the_code_of_the_tab_once(tab: tuple[Client, str]) -> None:  # B15
    app = with_a_copy_of(CARRIED, tab[0])

    assert arrives(app) == {"code": tab[1], "was_here": False}
    assert arrives(app) == NOTHING


def test_no_script_no_other_site_and_no_copy_of_the_cookie_alone_reads_it(
    tab: tuple[Client, str], settings: Settings
) -> None:  # B15, I10
    cookie = tab[0].cookies[CARRIED.name]

    assert tab[1] not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")


def test_over_https_it_belongs_to_this_very_host(ann: User, settings: Settings) -> None:  # B15, T04
    settings.COOKIE_PREFIX, settings.SESSION_COOKIE_SECURE = "__Host-", True
    client = browser()

    client.post(CARRY, {"code": offered(ann)[1]}, secure=True)

    cookie = client.cookies["__Host-carried"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_it_lives_no_longer_than_the_code(ann: User) -> None:  # B15
    _enrolment, code = offered(ann)
    Enrolment.objects.update(expires_at=timezone.now() + timedelta(minutes=2))
    client = browser()

    client.post(CARRY, {"code": code})

    assert 110 <= client.cookies[CARRIED.name]["max-age"] <= 120


@pytest.mark.parametrize("change", ["claimed", "cancelled", "too old"])
def test_once_the_code_is_worth_nothing_neither_is_the_cookie(
    change: str, tab: tuple[Client, str]
) -> None:  # B15, T18
    if change == "claimed":
        SigningPhone().take(tab[1])
    elif change == "cancelled":
        end(Enrolment.objects.get(), State.CANCELLED)
    else:
        Enrolment.objects.update(expires_at=Now())

    assert arrives(tab[0]) == NOTHING


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "x" * 43, "2222-2222-2222", "x" * 9000])
def test_a_code_that_leads_nowhere_is_not_taken_along(code: str) -> None:  # B15
    client = browser()

    assert client.post(CARRY, {"code": code}).status_code == 404
    assert CARRIED.name not in client.cookies


def test_short_codes_are_not_guessed_here(ann: User) -> None:  # B17
    _enrolment, code = offered(ann)

    assert browser().post(CARRY, {"code": typed_form(code)}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", [CARRY, ARRIVE, FORGET])
def test_another_site_can_send_none_of_it(path: str) -> None:  # B15
    assert browser(strict=True).post(path, {"place": "browser"}).status_code in (302, 403)
    assert browser().get(path).headers["Location"] == "/authenticator/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", [CARRY, ARRIVE])
def test_it_is_counted_by_network(path: str, monkeypatch: pytest.MonkeyPatch) -> None:  # T15
    monkeypatch.setattr("devices.authenticator.arriving.CALLS_PER_MINUTE", 2)
    client = browser()
    answers = [client.post(path, {"place": "browser"}).status_code for _ in range(3)]

    assert answers[-1] == 429
    assert 429 not in answers[:2]


def emptied(phone: SigningPhone, *, place: str = "browser") -> Client:
    """The browser of this phone's app, after its storage was emptied."""
    client = phone.calls.transport.client  # type: ignore[attr-defined]
    phone.calls.call(method="POST", path="phone/marker/", body={"place": place})
    return with_a_copy_of(MARKER, client)


def test_an_emptied_app_is_told_that_a_phone_lived_here(phone: SigningPhone) -> None:  # B15
    app = emptied(phone)

    assert arrives(app) == {"code": "", "was_here": True}
    assert arrives(app)["was_here"], "until its person has done something about it"
    assert Phone.objects.get().emptied_at is not None


def test_the_marker_is_out_of_reach_of_scripts_and_other_sites(phone: SigningPhone) -> None:  # B15
    app = emptied(phone)
    cookie = phone.calls.transport.client.cookies[MARKER.name]  # type: ignore[attr-defined]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert phone.id not in app.cookies[MARKER.name].value


def test_what_a_tab_held_is_not_missed_on_the_home_screen(phone: SigningPhone) -> None:  # B15
    app = emptied(phone, place="tab")

    assert not arrives(app, place="home_screen")["was_here"]
    assert arrives(app, place="tab")["was_here"]


@pytest.mark.parametrize("held", ["", "nonsense", "eyJh:x:y", "é"], ids=ascii)
def test_a_marker_that_nobody_can_read_breaks_no_fresh_start(held: str, ann: User) -> None:  # B15
    client = browser()
    client.cookies[MARKER.name] = held
    client.cookies[CARRIED.name] = held

    assert arrives(client) == NOTHING
    assert arrives(client, place="x" * 500) == NOTHING


def test_of_a_phone_that_was_removed_nothing_is_missed(phone: SigningPhone, ann: User) -> None:  # B15
    app = emptied(phone)
    remove_account(account_of(ann), actor=ann)

    assert arrives(app) == NOTHING


def test_who_erases_the_app_leaves_no_marker(phone: SigningPhone) -> None:  # B15
    app = emptied(phone)

    app.post(FORGET)

    assert arrives(app) == NOTHING


def test_nobody_but_the_phone_marks_a_browser_as_its_own(phone: SigningPhone) -> None:  # B15
    stranger = SigningPhone()

    answer = stranger.calls.transport.send(
        method="POST", path="/device-api/v1/phone/marker/", headers={}, body={"place": "browser"}
    )

    assert answer.status == 401
    assert MARKER.name not in stranger.calls.transport.client.cookies  # type: ignore[attr-defined]
