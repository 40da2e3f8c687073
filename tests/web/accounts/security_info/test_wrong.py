"""*Something is wrong with my account*, signed in: what it says, what it does, and the way back (D10)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.methods.registry import by_policy
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.recovery_codes.models import RecoveryCodes
from devices.otp.models import AuthenticatorApp
from devices.phones.models import PhoneAccount
from tests.support.authenticators import authenticator_of
from tests.support.pages import Page, browser, is_signed_in, read, sign_in_by_password
from tests.support.passes import make_pass, sign_in_by_pass, use_passes
from tests.support.passkeys import passkey_of
from tests.support.people import make_person, make_tenant
from tests.support.phones import account_of, phone_of
from tests.support.proving import have_everything, walk
from tests.support.recovery import paper_of
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, PHONE_PROOF, make_stale, signed_in

WRONG, DONE = "/security-info/something-is-wrong/", "/security-info/something-is-wrong/done/"


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=[method.key for method in by_policy()])


def by_phone(user: User) -> Client:
    return signed_in(user, PHONE_PROOF, device=account_of(user))


def press(client: Client) -> Page:
    return read(client.post(WRONG, follow=True))


def back(key: str, thing_id: object) -> str:
    return reverse("security_info:bring_back", args=[key, thing_id])


def test_it_says_what_it_will_do_and_what_is_kept(ann: User) -> None:
    # D10
    phone_of(ann)
    paper_of(ann)

    page = read(by_phone(ann).get(WRONG))

    stops, keeps = page.text.split("What you keep")
    assert "Recovery codes" in stops
    assert "Password" in stops
    assert "Ann's phone" in keeps


def test_pressed_a_thief_is_out_and_its_person_stays(ann: User) -> None:
    # D10
    phone_of(ann)
    thief, owner = by_phone(ann), by_phone(ann)

    page = press(owner)

    assert "Your way back" in page.text
    assert is_signed_in(owner)
    assert not is_signed_in(thief)


def test_it_lists_what_it_did_and_the_way_back(ann: User) -> None:
    # D10
    phone_of(ann)
    paper_of(ann)

    page = press(by_phone(ann))

    assert "Every other session of yours was ended." in page.text
    assert page.text.count("Stopped") == 2
    assert "Bring back" in page.text


def test_what_was_stopped_comes_back_by_what_was_kept(ann: User) -> None:
    # D10
    phone_of(ann)
    paper_of(ann)
    client = by_phone(ann)
    press(client)
    codes = RecoveryCodes.objects.get()

    asked = read(client.get(back("recovery_code", codes.pk)))
    page = read(client.post(back("recovery_code", codes.pk), follow=True))

    codes.refresh_from_db()
    assert "Bring back Recovery codes?" in asked.text
    assert "Recovery codes can be used again." in page.text
    assert codes.stopped_at is None


def test_what_was_stopped_is_brought_back_from_the_list_of_ways_as_well(ann: User) -> None:
    # D10
    phone_of(ann)
    paper_of(ann)
    client = by_phone(ann)
    press(client)

    html = read(client.get("/security-info/")).html

    assert back("recovery_code", RecoveryCodes.objects.get().pk) in html
    assert back("phone", account_of(ann).pk) not in html


def test_the_session_goes_on_after_its_password_came_back(ann: User) -> None:
    # D10
    phone_of(ann)
    client = by_phone(ann)
    press(client)

    client.post(back("password", "password"))

    assert is_signed_in(client)
    assert is_signed_in(_by_password(ann))


def _by_password(user: User) -> Client:
    client = browser()
    sign_in_by_password(client, user)
    return client


def test_what_was_stopped_can_be_deleted(ann: User) -> None:
    # D10
    phone_of(ann)
    paper_of(ann)
    client = by_phone(ann)
    page = press(client)

    removal = reverse("security_info:remove", args=["recovery_code", RecoveryCodes.objects.get().pk])
    assert removal in page.html
    client.post(removal)

    assert not RecoveryCodes.objects.exists()


def test_t20_a_thief_of_the_password_stops_everything_and_can_add_or_delete_nothing(ann: User) -> None:
    # D10
    phone_of(ann)
    account = account_of(ann)
    thief = signed_in(ann, PASSWORD_PROOF)

    page = press(thief)
    for method in ("get", "post"):
        for url in (
            back("phone", account.pk),
            reverse("security_info:remove", args=["phone", account.pk]),
            reverse("enrolment:add"),
            reverse("passkeys:add"),
            reverse("recovery_codes:add"),
        ):
            assert getattr(thief, method)(url).status_code == 403, (method, url)

    assert "cannot bring these back yourself" in page.text
    assert PhoneAccount.objects.get(pk=account.pk).state == "suspended"


def test_whoever_has_shown_less_than_they_have_is_told_to_show_more_first(ann: User) -> None:
    # D10, T20
    phone_of(ann)

    weak = read(signed_in(ann, PASSWORD_PROOF).get(WRONG))
    strong = read(by_phone(ann).get(WRONG))

    assert "Have you more in your hand?" in weak.text
    assert "Have you more in your hand?" not in strong.text


def test_a_phone_brings_back_no_passkey(ann: User) -> None:
    # D10, T20
    phone_of(ann)
    _key, passkey = passkey_of(ann)
    client = by_phone(ann)
    press(client)

    assert client.post(back("passkey", passkey.pk)).status_code == 403

    passkey.refresh_from_db()
    assert passkey.stopped_at is not None


def test_what_is_part_of_the_phone_in_hand_is_kept_with_it(ann: User) -> None:
    # D10, C06
    phone_of(ann)
    app = authenticator_of(ann, "Codes of the phone")[1]
    AuthenticatorApp.objects.filter(pk=app.pk).update(phone_account=account_of(ann))

    page = read(by_phone(ann).get(WRONG))

    stops, keeps = page.text.split("What you keep")
    assert "Codes from the Handslag app" in keeps
    assert "Codes from the Handslag app" not in stops


def test_two_steps_are_kept_together(nordljus: Tenant) -> None:
    # D10
    everything = have_everything(nordljus)
    client = browser()
    sign_in = walk(everything, client, ("password",))
    assert sign_in.status == 200
    proofs = (PASSWORD_PROOF, CODE_PROOF)
    app = everything.user.authenticatorapp_set.get()

    press(signed_in(everything.user, *proofs, device=app))

    assert is_signed_in(_by_password(everything.user))
    app.refresh_from_db()
    assert app.stopped_at is None
    assert account_of(everything.user).state == "suspended"


def test_an_old_session_shows_once_more_who_it_is_and_a_form_does_nothing_by_itself(ann: User) -> None:
    # D10
    phone_of(ann)
    client = by_phone(ann)
    make_stale(client)

    client.post(WRONG)

    assert not Alert.objects.exists()
    assert account_of(ann).state == "active"


def test_t21_who_was_let_in_by_a_pass_stops_nothing(ann: User, nordljus: Tenant) -> None:
    # D10
    use_passes(nordljus, only_adds=False)
    phone_of(ann)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))
    assert is_signed_in(client)

    page = read(client.post(WRONG))

    assert page.status == 403
    assert account_of(ann).state == "active"


def test_opened_it_does_nothing(ann: User) -> None:
    # D10, T35
    phone_of(ann)
    client = by_phone(ann)

    client.get(WRONG)
    client.get(DONE)

    assert not Alert.objects.exists()


def test_those_who_look_after_them_see_who_showed_what_and_from_where(ann: User) -> None:
    # D10, T23
    phone_of(ann)

    press(by_phone(ann))

    details = Alert.objects.get().details
    assert details["shown"] == ["phone"]
    assert details["kept"] == ["Ann's phone"]
    assert details["ip"] == "127.0.0.1"
    assert AuditEvent.objects.get(tag="user:securing:stopped").details["why"] == "own_word"


def test_pressed_twice_it_is_told_once(ann: User) -> None:
    # D10
    phone_of(ann)
    client = by_phone(ann)

    press(client)
    press(client)

    assert Alert.objects.count() == 1


def test_who_has_nothing_stopped_is_told_so(ann: User, nordljus: Tenant) -> None:
    # D10
    page = read(signed_in(make_person(nordljus, "bo"), PASSWORD_PROOF).get(DONE))

    assert "Nothing is stopped now." in page.text
