"""Everything is stopped but what is in hand, and each thing comes back by itself (D10)."""

from __future__ import annotations

import uuid

import pytest

from accounts import clock
from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.methods.contract import Thing, VerificationMethod
from accounts.methods.proof import Passed
from accounts.refusals import NoSignInUnderWay
from accounts.security_info.held import held_by
from accounts.security_info.securing import Secured, secure, services
from accounts.security_info.securing.events import ALERT, BROUGHT_BACK, SECURED
from accounts.security_info.securing.in_hand import things_in_hand
from accounts.security_info.securing.services import bring_back
from accounts.tenants.models import Tenant
from accounts.users.models import KnownBrowser, User
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.mail_code.models import MailCode
from accounts.ways.mail_code.services import send_to_recover
from accounts.ways.one_time_link import services as links
from devices.approvals.models import ApprovalRequest
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.moving.models import Move
from devices.otp.models import AuthenticatorApp
from devices.otp.services import offer as offer_app
from devices.passkeys.models import Passkey
from tests.support import moving
from tests.support.methods import make_method, offer_to_everyone
from tests.support.pages import is_signed_in
from tests.support.passes import make_pass, use_passes
from tests.support.people import PASSWORD, make_person, make_tenant
from tests.support.phones import phone_of
from tests.support.proving import Everything, have_everything
from tests.support.recovering import address_of
from tests.support.sessions import PASSWORD_PROOF, signed_in, waiting_browser

EVERY = tuple(sorted(method.key for method in registry.by_policy()))
OWN = [method.key for method in registry.of_ones_own()]


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=EVERY)


@pytest.fixture
def everything(nordljus: Tenant) -> Everything:
    person = have_everything(nordljus)
    address_of(person.user)
    return person


def stop_all(user: User, *things: Thing) -> Secured:
    return secure(user, keep_session=None, keep=things, why="own_word")


def comes_back(user: User, thing: Thing) -> str:
    user.refresh_from_db()
    return bring_back(user, thing, actor=user)


def usable(user: User) -> set[str]:
    user.refresh_from_db()
    return {method.key for method in registry.of_ones_own() if method.is_registered_for(user)}


def things_of(user: User) -> dict[str, Thing]:
    return {one.row.key: (one.row.key, one.row.id) for one in held_by(user)}


def test_nothing_works_where_nothing_is_in_hand(everything: Everything) -> None:
    # D10
    assert usable(everything.user) == set(OWN)

    done = stop_all(everything.user)

    assert usable(everything.user) == set()
    assert all(one.row.is_stopped and not one.is_usable for one in held_by(everything.user))
    assert len(done.stopped) == len(held_by(everything.user)) == len(OWN)


@pytest.mark.parametrize("key", OWN)
def test_what_is_in_hand_goes_on_and_nothing_else_does(key: str, everything: Everything) -> None:
    # D10
    stop_all(everything.user, things_of(everything.user)[key])

    assert usable(everything.user) == {key}


@pytest.mark.parametrize("key", OWN)
def test_each_thing_comes_back_by_itself(key: str, everything: Everything) -> None:
    # D10
    before = things_of(everything.user)
    stop_all(everything.user)

    assert comes_back(everything.user, before[key])

    assert usable(everything.user) == {key}
    assert comes_back(everything.user, before[key]) == ""
    assert AuditEvent.objects.filter(tag=BROUGHT_BACK.tag).count() == 1


def test_a_password_that_comes_back_is_the_one_it_was(everything: Everything) -> None:
    # D10
    stop_all(everything.user)
    everything.user.refresh_from_db()
    assert not everything.user.check_password(PASSWORD)

    comes_back(everything.user, ("password", "password"))

    everything.user.refresh_from_db()
    assert everything.user.check_password(PASSWORD)


def test_nobody_brings_back_what_is_another_persons(everything: Everything, nordljus: Tenant) -> None:
    # D10, T09
    bo = make_person(nordljus, "bo")
    phone_of(bo)
    theirs = things_of(bo)["phone"]
    stop_all(bo)

    assert comes_back(everything.user, theirs) == ""

    assert usable(bo) == set()


@pytest.mark.parametrize(
    "thing", [("none", "1"), ("passkey", "x"), ("passkey", ""), ("phone", str(uuid.UUID(int=1)))]
)
def test_what_is_nobodys_is_not_brought_back(thing: Thing, everything: Everything) -> None:
    # D10
    stop_all(everything.user)

    assert comes_back(everything.user, thing) == ""


def test_of_two_phones_the_one_in_hand_goes_on(everything: Everything) -> None:
    # D10
    second = phone_of(everything.user, label="Found in a drawer")
    rows = {one.row.label: (one.row.key, one.row.id) for one in held_by(everything.user)}

    done = stop_all(everything.user, rows["Ann's phone"])

    everything.user.refresh_from_db()
    left = [one.row.label for one in held_by(everything.user) if one.is_usable]
    assert left == ["Ann's phone"]
    assert second.label in done.stopped


def test_every_session_ends_as_a_row_and_by_its_epoch(everything: Everything) -> None:
    # D10
    thief, owner = (signed_in(everything.user, PASSWORD_PROOF) for _ in range(2))
    before = everything.user.session_epoch

    done = stop_all(everything.user)

    everything.user.refresh_from_db()
    assert done.sessions == 2
    assert not is_signed_in(thief)
    assert not is_signed_in(owner)
    assert everything.user.sessions.count() == 0
    assert everything.user.session_epoch > before


def test_no_browser_is_known_and_nothing_is_remembered_in_the_one_at_hand(everything: Everything) -> None:
    # D10, A19
    signed_in(everything.user, PASSWORD_PROOF)
    signed_in(everything.user, PASSWORD_PROOF)
    here = KnownBrowser.objects.filter(user=everything.user).first()
    assert here is not None
    KnownBrowser.objects.filter(user=everything.user).update(remembered={"any": "thing"})

    secure(everything.user, keep_session=None, keep=None, why="own_word", keep_browser=here.browser_digest)

    assert list(KnownBrowser.objects.values_list("pk", "remembered")) == [(here.pk, {})]


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_an_answer_waits_no_more(everything: Everything) -> None:
    # D10, T08
    _client, asked = waiting_browser(everything.user)

    stop_all(everything.user, things_of(everything.user)["phone"])

    assert ApprovalRequest.objects.get(pk=asked.pk).state == "revoked"


def test_what_is_being_added_or_was_handed_out_ends_with_it(everything: Everything, nordljus: Tenant) -> None:
    # D10
    user = everything.user
    use_passes(nordljus)
    offer(user, session_digest="s", context={}, now=clock.now())
    offer_app(user)
    moving.begin(everything.phone)
    token = links.grant(user, actor=None, now=clock.now())
    make_pass(user)
    send_to_recover(user, binding="b", username=user.username, networks=())

    stop_all(user, things_of(user)["phone"])

    assert set(Enrolment.objects.filter(user=user).values_list("state", flat=True)) <= {"cancelled", "active"}
    assert set(Move.objects.values_list("state", flat=True)) == {"ended"}
    assert not AuthenticatorApp.objects.filter(confirmed=False).exists()
    assert not AccessPass.objects.exists()
    assert not MailCode.objects.exists()
    with pytest.raises(links.LinkIsSpent):
        links.spend(token)


def test_its_person_and_those_who_look_after_them_are_told_once(everything: Everything) -> None:
    # D10, T23
    stop_all(everything.user, things_of(everything.user)["phone"])
    again = stop_all(everything.user, things_of(everything.user)["phone"])

    assert not again.is_new
    told = AuditEvent.objects.get(tag=SECURED.tag)
    assert told.details["kept"] == ["Ann's phone"]
    assert set(told.details["stopped"]) >= {"password", "recovery_code", "My app"}
    assert Alert.objects.get(kind=ALERT.key).user == everything.user


def test_t08_a_page_that_knew_them_as_they_were_before_stops_nothing(everything: Everything) -> None:
    # D10
    old = User.objects.get(pk=everything.user.pk)
    stop_all(everything.user, things_of(everything.user)["phone"])

    with pytest.raises(NoSignInUnderWay):
        secure(old, keep_session=None, keep=None, why="own_word", actor=old)

    assert usable(everything.user) == {"phone"}


def test_it_stands_or_falls_as_a_whole(everything: Everything, monkeypatch: pytest.MonkeyPatch) -> None:
    # D10
    monkeypatch.setattr(services, "raise_alert", lambda *_args, **_said: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        stop_all(everything.user)

    assert usable(everything.user) == set(OWN)


def test_a_way_that_does_not_say_how_it_is_stopped_blocks_the_sign_in(
    everything: Everything, monkeypatch: pytest.MonkeyPatch, nordljus: Tenant
) -> None:
    # D10
    offer_to_everyone(nordljus, make_method(monkeypatch, "badge"))

    done = stop_all(everything.user)

    everything.user.refresh_from_db()
    assert everything.user.blocked_at is not None
    assert "blocked" in done.effects


@pytest.mark.parametrize("method", registry.in_order(), ids=lambda method: method.key)
def test_every_way_says_how_it_is_stopped(method: VerificationMethod) -> None:
    # D10
    assert method.stopping is not None
    assert method.proves.is_granted == (method.stopping.bring_back is None)


def test_a_passkey_that_unlocks_a_phone_keeps_that_phone(everything: Everything) -> None:
    # D10, B16
    account = everything.user.phoneaccount_set.get()
    Passkey.objects.filter(user=everything.user).update(phone_account=account)
    passkey = Passkey.objects.get(user=everything.user)
    proof = Passed("passkey", frozenset({"have"}), (), by=passkey.persistent_id)

    stop_all(everything.user, *things_in_hand(everything.user, [proof]))

    assert usable(everything.user) == {"passkey", "phone"}


def test_codes_of_our_own_app_keep_their_phone(everything: Everything) -> None:
    # D10, C06
    account = everything.user.phoneaccount_set.get()
    AuthenticatorApp.objects.filter(user=everything.user).update(phone_account=account)
    app = AuthenticatorApp.objects.get(user=everything.user)
    proof = Passed("authenticator_code", frozenset({"have"}), (), by=app.persistent_id)

    stop_all(everything.user, *things_in_hand(everything.user, [proof]))

    assert usable(everything.user) == {"authenticator_code", "phone"}


def test_what_others_handed_out_is_in_nobodys_hand(everything: Everything) -> None:
    # D10, T21
    proof = Passed("access_pass", frozenset({"have"}), (), is_granted=True, by="7")

    assert things_in_hand(everything.user, [proof]) == frozenset()
