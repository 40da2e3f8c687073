"""The page that tells how one signed in, and the way out."""

from django.conf import settings

from accounts.audit.details import meaning_of
from accounts.users.models import User
from accounts.ways.one_time_link import services as one_time_link
from accounts.ways.password import method as password
from devices.approvals.finishing import AMR
from devices.otp import method as otp
from tests.support.pages import browser, choose, is_signed_in, read, sign_in_by_password, sign_in_by_phone
from tests.support.phones import SigningPhone
from tests.support.sessions import make_stale


def test_it_tells_by_what_from_where(ann: User, phone: SigningPhone) -> None:
    page = sign_in_by_phone(browser(), ann, phone)

    assert page.heading == "You are signed in"
    for said in ("Handslag app", "Ann's phone", "Firefox on Linux", ann.username):
        assert said in page.text


def test_what_was_proven_is_said_in_words_and_in_codes_for_whoever_opens_them(
    ann: User, phone: SigningPhone
) -> None:  # A10
    page = sign_in_by_phone(browser(), ann, phone)

    shown, _, codes = page.text.partition("As codes")
    assert "The app's PIN, a key on the phone" in shown
    assert "Two steps, without a password" in shown
    assert {"swk", "pin", "mca", "mfa"} <= set(codes.split())
    assert not {"swk", "pin", "mca", "mfa"} & set(shown.split())


def test_every_proof_that_a_way_in_can_give_has_words() -> None:  # A10
    given = {"mfa", *password.PROOF.amr, *one_time_link.PROOF.amr, *otp.PROOF.amr}.union(*AMR.values())

    assert [value for value in sorted(given) if meaning_of("amr", value) == value] == []


def test_signing_out_ends_the_session_for_good(ann: User) -> None:
    client = browser()
    sign_in_by_password(client, ann)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value

    page = read(client.post("/sign-out/", follow=True))
    assert page.address == "/"
    assert "You are signed out." in page.text

    assert not is_signed_in(client)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_signed_in(client)


def test_a_link_signs_nobody_out(ann: User) -> None:  # T28
    client = browser()
    sign_in_by_password(client, ann)

    client.get("/sign-out/")

    assert is_signed_in(client)


def test_signing_out_takes_what_was_still_asked_off_the_phone(ann: User, phone: SigningPhone) -> None:  # A15
    client = browser()
    sign_in_by_phone(client, ann, phone)
    make_stale(client)
    choose(client, read(client.get("/security-info/", follow=True)))
    assert [request.kind for request in phone.requests()] == ["reauth"]

    client.post("/sign-out/")

    assert phone.requests() == []
    assert not client.cookies["sign-in"].value


def test_signing_out_of_one_browser_leaves_the_other(ann: User) -> None:
    one, other = browser(), browser()
    sign_in_by_password(one, ann)
    sign_in_by_password(other, ann)

    one.post("/sign-out/")

    assert is_signed_in(other)


def test_nobody_sees_it_without_signing_in(db: None) -> None:
    assert read(browser().get("/signed-in/", follow=True)).address == "/sign-in/"
