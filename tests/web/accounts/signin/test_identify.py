"""The first page: a username, and where it leads."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.signin.wish import Wish, sealed
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import LONGEST_WRITTEN
from accounts.users.models import KnownBrowser, User
from devices.approvals.models import ApprovalRequest
from tests.support.pages import (
    browser,
    choose,
    frozen,
    is_signed_in,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    wish_of,
    write_password,
    write_username,
)
from tests.support.people import PASSWORD, make_person, make_personal, make_tenant, turn_off
from tests.support.phones import SigningPhone, phone_of

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "http:evil.example",
    "http:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "https://localhost:8000@evil.example/",
    "https://localhost:8000.evil.example/",
]


def test_the_first_page_asks_for_a_username_and_nothing_else(db: None) -> None:  # A01
    page = read(browser().get("/sign-in/"))

    [form] = [form for form in page.forms if "username" in form.fields]
    assert set(form.fields) == {"csrfmiddlewaretoken", "wish", "username"}
    assert 'type="password"' not in page.html


def test_with_phone_sign_in_the_next_page_is_the_phones(ann: User, phone: SigningPhone) -> None:  # A01
    page = write_username(browser(), ann.username)

    assert (page.address, page.heading) == ("/sign-in/phone/", "Approve sign-in")


def test_where_the_phone_is_off_the_next_page_is_the_passwords(nordljus: Tenant, ann: User) -> None:  # E01
    turn_off(nordljus, "phone")

    assert write_username(browser(), ann.username).address == "/sign-in/password/"


@pytest.mark.parametrize(
    "written", ["ANN@NORDLJUS.EXAMPLE", " ann@nordljus.example ", "\uff41nn@nordljus.example"]
)
def test_a_name_is_found_however_it_is_written(written: str, ann: User, phone: SigningPhone) -> None:  # T14
    write_username(browser(), written)

    assert ApprovalRequest.objects.exclude(kind="enrol").get().user == ann


@pytest.mark.parametrize(
    "written",
    [
        "\u200bann@nordljus.example",
        "\ufeffann@nordljus.example",
        "\u202aann@nordljus.example\u202c",
        "ann@nordljus.example\u200e",
        "an\u00adn@nordljus.example",
        "mailto:ann@nordljus.example",
        "ann@nordljus\u3002example",
    ],
)
def test_what_was_copied_along_with_a_name_is_dropped(
    written: str, ann: User, phone: SigningPhone
) -> None:  # T14, A01
    page = write_username(browser(), written)

    assert page.address == "/sign-in/phone/"
    assert ApprovalRequest.objects.exclude(kind="enrol").get().user == ann


def test_marks_around_a_name_tell_nobody_whether_it_is_anybodys(
    ann: User, phone: SigningPhone
) -> None:  # A18
    known, unknown = (
        write_username(browser(), f"\u200bmailto:{name}@nordljus.example") for name in ("ann", "bob")
    )

    assert (known.status, known.address, known.heading) == (unknown.status, unknown.address, unknown.heading)


@pytest.mark.parametrize("written", ["", "   ", "ann", "ann@", "x" * 400, "mailto:@nordljus.example"])
def test_what_is_no_name_is_said_under_the_field(written: str, nordljus: Tenant) -> None:
    page = write_username(browser(), written)

    assert (page.status, page.address, page.heading) == (400, "/sign-in/", "Sign in")
    assert "field-problem" in page.html


def test_an_organisation_that_is_not_here_is_said_so(nordljus: Tenant) -> None:
    page = write_username(browser(), "ann@solvik.example")

    assert page.status == 400
    assert "do not know this organisation" in page.text


def test_a_personal_account_begins_with_the_password_and_offers_the_app(db: None) -> None:  # A11
    ann = make_person(make_personal())
    phone_of(ann)
    client = browser()

    page = write_username(client, ann.username)

    assert page.address == "/sign-in/password/"
    assert "Use the Handslag app instead" in page.text
    assert not ApprovalRequest.objects.exclude(kind="enrol").exists(), "asked only when it is chosen"

    page = choose(client, page)
    assert page.address == "/sign-in/phone/"
    assert len(page.number) == 2, "a number on a new browser"


def test_a_personal_account_is_plainly_approved_on_a_browser_used_before(db: None) -> None:  # A11, E07
    ann = make_person(make_personal())
    phone = phone_of(ann)
    client = browser()
    sign_in_by_password(client, ann)
    client.post("/sign-out/")
    page = write_username(client, ann.username)

    page = choose(client, page)

    assert page.number == ""
    assert phone.requests()[0].match == "approve"
    phone.approve(phone.requests()[0])
    assert read(client.post("/sign-in/phone/", follow=True)).address == "/signed-in/"


def test_the_last_way_is_offered_first_in_this_browser_for_this_account_only(
    nordljus: Tenant, ann: User, phone: SigningPhone
) -> None:  # A12
    bo = make_person(nordljus, "bo")
    used, other = browser(), browser()
    sign_in_by_password(used, ann)
    used.post("/sign-out/")

    page = write_username(used, ann.username)
    assert page.address == "/sign-in/password/"
    assert "Use the Handslag app instead" in page.text
    assert write_username(other, ann.username).address == "/sign-in/phone/"
    assert write_username(used, bo.username).address == "/sign-in/phone/"

    sign_in_by_phone(used, ann, phone)
    used.post("/sign-out/")
    page = write_username(used, ann.username)
    assert page.address == "/sign-in/phone/"
    assert page.links["Use your password instead"] == "/sign-in/password/"


def test_a_browser_that_only_asked_is_not_remembered(ann: User, phone: SigningPhone) -> None:  # A12
    client = browser()

    write_username(client, ann.username)
    write_password(client, "wrong")

    assert not KnownBrowser.objects.exists()


@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(address: str, ann: User) -> None:  # T28, RFC 9700
    client = browser()
    client.post("/sign-in/", {"username": ann.username, "next": address, "wish": sealed(Wish(address))})

    response = client.post("/sign-in/password/", {"password": "correct horse battery"})

    assert response.status_code == 302
    assert response.headers["Location"] == "/signed-in/"


def test_signing_in_leads_back_to_where_one_was_going(ann: User) -> None:
    client = browser()
    page = read(client.get("/security-info/phones/?seen=once", follow=True))
    assert page.address == "/sign-in/"

    write_username(client, ann.username, wish=wish_of(page))

    assert client.post("/sign-in/password/", {"password": PASSWORD}).headers["Location"] == (
        "/security-info/phones/?seen=once"
    )


def test_a_name_written_wrongly_forgets_nothing(ann: User) -> None:
    client = browser()
    wish = sealed(Wish("/security-info/"))
    page = read(client.post(f"/sign-in/?wish={wish}", {"username": "ann", "wish": wish}))

    assert (page.status, wish_of(page)) == (400, wish)


def test_the_eleventh_name_in_a_minute_from_one_address_gets_a_page(
    nordljus: Tenant,
) -> None:  # published limits
    with frozen():
        statuses = [write_username(browser(), f"nobody{n}@nordljus.example").status for n in range(11)]
        last = write_username(browser(), "one-more@nordljus.example")

    assert statuses == [200] * 10 + [429]
    assert "Too many tries" in last.text


def test_a_written_forwarded_address_gives_no_fresh_tries(nordljus: Tenant) -> None:  # T25
    with frozen():
        pages = [
            browser().post(
                "/sign-in/",
                {"username": "nobody@nordljus.example"},
                headers={"X-Forwarded-For": f"198.51.100.{n}"},
                follow=True,
            )
            for n in range(11)
        ]

    assert pages[-1].status_code == 429


def test_a_name_of_another_tenants_domain_is_nobodys(db: None) -> None:  # T09
    """Whoever an admin of one tenant names after another tenant's domain is not signed in as one of either."""
    nordljus, solvik = make_tenant(), make_tenant("solvik")
    User.objects.create_user("boss@nordljus.example", tenant=solvik, password=PASSWORD)
    client = browser()

    assert write_username(client, "boss@nordljus.example").status == 200
    page = write_password(client)

    assert page.status == 400
    assert client.get("/signed-in/").status_code == 302
    assert nordljus.name in page.text


@pytest.mark.parametrize(
    "path", ["/sign-in/password/", "/sign-in/phone/", "/sign-in/choose-method/", "/sign-in/phone/status/"]
)
def test_the_later_pages_need_a_beginning(path: str, db: None) -> None:  # A09
    page = read(browser().get(path))

    assert page.status == 409
    assert page.links["Start again"] == "/sign-in/"


@pytest.mark.parametrize(("minutes", "is_over"), [(14, False), (16, True)])
def test_t04_a_sign_in_that_was_left_is_over_after_fifteen_minutes(
    minutes: int, is_over: bool, ann: User
) -> None:
    client = browser()
    write_username(client, ann.username)

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        page = write_password(client)

    assert (page.status == 409, is_signed_in(client)) == (is_over, not is_over)


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/",
        "/sign-in/password/",
        "/sign-in/phone/",
        "/sign-in/cancel/",
        "/sign-in/phone/again/",
        "/sign-out/",
        "/sign-in/one-time/x/",
    ],
)
def test_a_post_without_this_browsers_csrf_value_is_refused(path: str, ann: User) -> None:  # T28, T04
    client = browser(strict=True)
    client.get("/sign-in/")

    assert client.post(path, {"username": ann.username, "csrfmiddlewaretoken": "x" * 64}).status_code == 403


def test_of_a_username_that_is_too_long_only_as_much_is_shown_again_as_may_be_written(
    nordljus: Tenant,
) -> None:  # T30, H08
    client = browser()

    answered = client.post("/sign-in/", {"username": '"' * 30_000})

    assert answered.status_code == 400
    assert 0 < answered.content.count(b"&quot;") <= LONGEST_WRITTEN


def test_a_wish_that_is_not_ours_is_not_sent_along(nordljus: Tenant) -> None:  # T30, H08
    client = browser()
    foreign = "~" * 9_000
    ours = sealed(Wish(application="Payroll"))

    opened = client.get("/sign-in/", {"wish": foreign})
    sent = client.post("/sign-in/", {"wish": foreign, "username": ""})

    assert f'value="{foreign}"' not in opened.content.decode() + sent.content.decode()
    assert f'value="{ours}"' in client.get("/sign-in/", {"wish": ours}).content.decode()
