"""A session ends, in whatever way: each application that somebody is signed in to by it is told (G01, T28)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from joserfc import jws
from joserfc.errors import InvalidKeyIdError
from pytest_django import Settings

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.sessions import services as sessions
from accounts.sessions.models import Session
from accounts.tenants.models import Tenant
from accounts.users import services as people
from accounts.users.models import User
from accounts.ways.password import services as passwords
from idp.oidc.applications import services as applications
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.grants.models import Grant
from idp.oidc.leaving import noticing
from idp.oidc.leaving.claims import PAUSES_SECONDS
from idp.oidc.leaving.logout_token import EVENT
from idp.oidc.leaving.models import LogoutNotice
from idp.oidc.leaving.outbox import LogoutOutbox
from tests.support.commit import committed
from tests.support.hook_server import HookServer
from tests.support.people import make_person, make_tenant, take_out_of_use
from tests.support.relying import RelyingParty, make_application, take_turn
from tests.support.sessions import PASSWORD_PROOF, signed_in

TOLD_AT = "https://app.example/told?of=endings"


@pytest.fixture
def payroll(nordljus: Tenant, hook_server: HookServer) -> RelyingParty:
    return make_application(nordljus, backchannel_logout_uri=TOLD_AT)


def tell() -> None:
    """One turn of a worker."""
    take_turn(LogoutOutbox)


def make_due() -> None:
    LogoutNotice.objects.update(due_at=clock.now() - timedelta(seconds=1))


def end_session(user: User) -> None:
    with committed():
        sessions.end_session(user, user.sessions.get().sid, actor=user)


def tokens_in(server: HookServer) -> list[str]:
    return [parse_qs(one.body.decode())["logout_token"][0] for one in server.told]


def verified(party: RelyingParty, token: str, *, algorithm: str = "ES256") -> dict[str, Any]:
    """What a logout token says to an application that looks at it as section 2.6 of the standard wants."""
    header = jws.extract_compact(token.encode()).headers()
    assert header["typ"] == "logout+jwt"
    said = party.verified(token, algorithm=algorithm)
    assert said["aud"] == party.client_id
    assert said["events"] == {EVENT: {}}
    assert said["iat"] <= clock.seconds() + 1 < said["exp"] <= said["iat"] + 120
    assert "nonce" not in said
    assert said["jti"]
    return said


def by_the_button(client: Client, _user: User) -> None:
    client.post("/sign-out/")


def by_the_application(client: Client, user: User) -> None:
    party = RelyingParty(user.tenant.slug, Application.objects.get(), "")
    asked = client.get(party.address("log-out"))
    assert asked.status_code == 200
    client.post(f"{party.address('log-out')}/confirm")


def from_elsewhere(_client: Client, user: User) -> None:
    sessions.end_session(user, user.sessions.get().sid, actor=user)


def everywhere(_client: Client, user: User) -> None:
    people.end_sessions(user, actor=user, why="own_wish")


def by_a_password(_client: Client, user: User) -> None:
    passwords.set_password(user, "an entirely other sentence 7", actor=None)


def by_a_block(_client: Client, user: User) -> None:
    people.block(user)


def by_time(_client: Client, user: User) -> None:
    Session.objects.filter(user=user).update(expire_date=clock.now() - timedelta(seconds=1))
    noticing.look_at_all.call()


def with_nobody_saying_so(_client: Client, user: User) -> None:
    Session.objects.filter(user=user).delete()
    noticing.look_at_all.call()


WAYS = (
    by_the_button,
    by_the_application,
    from_elsewhere,
    everywhere,
    by_a_password,
    by_a_block,
    by_time,
    with_nobody_saying_so,
)


@pytest.mark.parametrize("ends", WAYS, ids=lambda way: way.__name__)
def test_however_a_session_ends_the_application_is_told(
    payroll: RelyingParty,
    ann: User,
    anns: Client,
    hook_server: HookServer,
    ends: Callable[[Client, User], None],
) -> None:  # G01
    sid = payroll.verified(payroll.signs_in(anns)["id_token"])["sid"]

    with committed():
        ends(anns, ann)
    noticing.look_at_person.call(str(ann.pk))
    tell()

    [token] = tokens_in(hook_server)
    said = verified(payroll, token)
    assert (said["sub"], said["sid"]) == (str(ann.pk), sid)
    assert hook_server.told[0].path == "/told?of=endings"
    assert hook_server.told[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert LogoutNotice.objects.get().state == "arrived"
    make_due()
    tell()
    assert len(hook_server.told) == 1


@pytest.mark.parametrize("ends", [by_the_button, by_the_application, from_elsewhere])
def test_a_session_that_is_deleted_is_told_of_at_once(
    payroll: RelyingParty,
    ann: User,
    anns: Client,
    hook_server: HookServer,
    ends: Callable[[Client, User], None],
) -> None:  # G01
    payroll.signs_in(anns)

    with committed():
        ends(anns, ann)
    tell()

    assert len(hook_server.told) == 1


def test_a_password_that_is_changed_leaves_the_session_in_which_it_was(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer
) -> None:
    payroll.signs_in(anns)
    there = signed_in(ann, PASSWORD_PROOF)
    payroll.signs_in(there)
    here = ann.sessions.order_by("begun_at").last()
    assert here is not None
    people.end_sessions(ann, actor=ann, why="own_wish")
    ann.refresh_from_db()
    Session.objects.filter(pk=here.pk).update(auth_hash=ann.get_session_auth_hash())

    noticing.look_at_person.call(str(ann.pk))
    tell()

    [token] = tokens_in(hook_server)
    assert verified(payroll, token)["sid"] != str(here.pk)


def test_what_stays_is_not_ended_and_what_does_not_is(
    nordljus: Tenant, ann: User, anns: Client, hook_server: HookServer
) -> None:
    party = make_application(nordljus, backchannel_logout_uri=TOLD_AT)
    stays = party.signs_in(anns, scope="openid offline_access")
    goes = party.signs_in(anns, scope="openid")

    end_session(ann)
    tell()

    assert party.refresh(stays["refresh_token"]).status_code == 200
    assert party.refresh(goes["refresh_token"]).status_code == 400
    lasting = [(grant.stays, grant.ended_at is None) for grant in Grant.objects.order_by("stays")]
    assert lasting == [(False, False), (True, True)]
    assert len(hook_server.told) == 1


def test_an_application_that_nothing_was_given_to_is_told_nothing(
    nordljus: Tenant, ann: User, anns: Client, hook_server: HookServer
) -> None:
    left = make_application(nordljus, name="Left", backchannel_logout_uri=TOLD_AT)
    left.start(anns)
    silent = make_application(nordljus, name="Silent")
    silent.signs_in(anns)
    bob = make_person(nordljus, "bob")
    others = make_application(nordljus, name="Others", backchannel_logout_uri=TOLD_AT)
    others.signs_in(signed_in(bob, PASSWORD_PROOF))

    end_session(ann)
    tell()

    assert hook_server.told == []


def test_a_session_that_stands_is_told_of_to_nobody(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer
) -> None:
    payroll.signs_in(anns)

    noticing.session_is_gone(ann.sessions.get().sid)
    noticing.look_at_person.call(str(ann.pk))
    noticing.look_at_all.call()
    tell()

    assert hook_server.told == []
    assert not Grant.objects.exclude(session_over_at=None).exists()


def test_what_does_not_arrive_is_sent_again_and_said_in_the_log_at_last(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer
) -> None:
    payroll.signs_in(anns)
    hook_server.always = 503
    end_session(ann)

    for pause in PAUSES_SECONDS:
        tell()
        due = LogoutNotice.objects.get().due_at - clock.now()
        assert timedelta(seconds=pause - 5) < due <= timedelta(seconds=pause)
        make_due()
    assert not AuditEvent.objects.filter(tag="user:application:not_told").exists()
    tell()

    notice = LogoutNotice.objects.get()
    assert (notice.state, notice.tries, notice.status) == ("failed", 6, 503)
    event = AuditEvent.objects.get(tag="user:application:not_told")
    assert (event.subject_id, event.details["application"]) == (ann.pk, "Payroll")
    tokens = tokens_in(hook_server)
    assert len({verified(payroll, token)["jti"] for token in tokens}) == len(tokens) == 6


def test_one_that_answers_after_all_is_told_once(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer
) -> None:
    payroll.signs_in(anns)
    hook_server.answers = [500, 400]
    end_session(ann)

    for _ in range(5):
        tell()
        make_due()

    assert len(hook_server.told) == 3
    assert LogoutNotice.objects.get().state == "arrived"


def test_one_that_nobody_answers_for_keeps_no_other_waiting(
    nordljus: Tenant, ann: User, anns: Client, hook_server: HookServer
) -> None:
    first = make_application(nordljus, name="First", backchannel_logout_uri=TOLD_AT)
    second = make_application(nordljus, name="Second", backchannel_logout_uri="https://two.example/")
    first.signs_in(anns)
    second.signs_in(anns)
    end_session(ann)

    tell()

    assert sorted(one.headers["host"] for one in hook_server.told) == ["app.example", "two.example"]


def test_an_application_that_is_removed_hears_that_its_sessions_are_over(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer
) -> None:  # G01, G02
    first = payroll.verified(payroll.signs_in(anns)["id_token"])
    payroll.signs_in(anns)
    elsewhere = signed_in(make_person(ann.tenant, "bob"), PASSWORD_PROOF)
    payroll.start(elsewhere)

    applications.remove(payroll.application, actor=None)
    tell()
    noticing.look_at_all.call()
    tell()

    [token] = tokens_in(hook_server)
    said = verified(payroll, token)
    assert (said["sid"], said["sub"]) == (first["sid"], first["sub"])
    notice = LogoutNotice.objects.get()
    assert (notice.state, notice.application, notice.name) == ("arrived", None, "Payroll")


def test_one_that_is_not_there_any_more_and_does_not_answer_is_in_the_log(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer
) -> None:
    payroll.signs_in(anns)
    hook_server.always = 503
    applications.remove(payroll.application, actor=None)

    for _ in range(len(PAUSES_SECONDS) + 1):
        tell()
        make_due()

    event = AuditEvent.objects.get(tag="user:application:not_told")
    assert (event.subject_id, event.details["application"]) == (ann.pk, "Payroll")


def test_however_often_somebody_signed_in_by_one_session_it_is_one_notice(
    payroll: RelyingParty, ann: User, anns: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noticing, "MOST_OWED", 2)
    other = make_application(ann.tenant, name="Other", backchannel_logout_uri="https://two.example/")
    for _ in range(3):
        payroll.signs_in(anns)
    other.signs_in(anns)

    end_session(ann)

    assert sorted(LogoutNotice.objects.values_list("name", flat=True)) == ["Other", "Payroll"]


@pytest.mark.both_databases
def test_h05_what_a_server_of_the_release_before_noted_meanwhile_is_told_too(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer
) -> None:
    payroll.signs_in(anns)
    sid, application = Grant.objects.get().sid, Application.objects.get()
    Session.objects.filter(user=ann).delete()
    Grant.objects.update(session_over_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO oidc_logoutnotice (application_id, user_id, sid, state, tries, status, made_at, due_at)"
            " SELECT %s, user_id, sid, 'waits', 0, 0, created_at, created_at FROM oidc_grant",
            [application.pk],
        )

    noticing.look_at_all.call()
    tell()

    [token] = tokens_in(hook_server)
    assert verified(payroll, token)["sid"] == str(sid)
    assert LogoutNotice.objects.get().state == "arrived"


def test_t24_nobody_in_our_own_network_is_called(
    payroll: RelyingParty, ann: User, anns: Client, settings: Settings
) -> None:
    payroll.signs_in(anns)
    Application.objects.update(backchannel_logout_uri="https://localhost/")
    settings.PUSH_STAND_IN = ""
    end_session(ann)

    tell()

    notice = LogoutNotice.objects.get()
    assert (notice.state, notice.tries, notice.status) == ("waits", 1, 0)


def test_of_an_organisation_that_is_not_in_use_nobody_is_told(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer, nordljus: Tenant
) -> None:
    payroll.signs_in(anns)
    end_session(ann)
    take_out_of_use(nordljus)

    tell()

    assert hook_server.told == []


def test_t09_a_logout_token_is_of_its_own_organisation(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer, settings: Settings
) -> None:
    elsewhere = make_application(make_tenant("globex"), backchannel_logout_uri=TOLD_AT)
    payroll.signs_in(anns)
    end_session(ann)
    tell()

    [token] = tokens_in(hook_server)
    assert verified(payroll, token)["iss"] == f"{settings.PUBLIC_URL}/t/nordljus"
    with pytest.raises(InvalidKeyIdError):
        elsewhere.verified(token)


def test_it_is_signed_as_the_applications_id_tokens_are(
    nordljus: Tenant, ann: User, anns: Client, hook_server: HookServer
) -> None:
    party = make_application(nordljus, backchannel_logout_uri=TOLD_AT, id_token_alg="RS256")
    party.signs_in(anns)
    end_session(ann)
    tell()

    [token] = tokens_in(hook_server)
    verified(party, token, algorithm="RS256")


def test_t28_a_logout_token_opens_nothing_and_reminds_of_nothing(
    payroll: RelyingParty, ann: User, anns: Client, hook_server: HookServer
) -> None:
    payroll.signs_in(anns)
    end_session(ann)
    tell()
    [token] = tokens_in(hook_server)

    hinted = payroll.start(signed_in(ann, PASSWORD_PROOF), id_token_hint=token)

    assert payroll.userinfo(token).status_code == 401
    assert hinted.answer["error"] == "invalid_request"


def test_the_id_token_says_until_when_the_session_lasts(
    payroll: RelyingParty, ann: User, anns: Client
) -> None:
    tokens = payroll.signs_in(anns, scope="openid offline_access")

    said = payroll.verified(tokens["id_token"])
    row = ann.sessions.get()
    assert 0 < said["session_expiry"] - row.begun_at.timestamp() <= 366 * 86400
    ends_at = clock.now() + timedelta(minutes=3)
    Session.objects.filter(pk=row.pk).update(ends_at=ends_at)
    again = payroll.refresh(tokens["refresh_token"]).json()
    assert payroll.verified(again["id_token"])["session_expiry"] == int(ends_at.timestamp())
    assert "session_expiry" not in payroll.verified(again["access_token"])

    Session.objects.filter(pk=row.pk).delete()
    last = payroll.refresh(again["refresh_token"]).json()
    assert "session_expiry" not in payroll.verified(last["id_token"])


@pytest.mark.parametrize(
    "address",
    [
        "http://app.example/told",
        "https://127.0.0.1/told",
        "https://10.0.0.7/",
        "https://intranet/",
        "https://app.example:8443/",
        "https://me@app.example/",
        " https://app.example/told",
    ],
)
def test_t24_an_address_that_our_server_may_not_call_is_refused(nordljus: Tenant, address: str) -> None:
    with pytest.raises(CannotBeApplication):
        make_application(nordljus, backchannel_logout_uri=address)


def test_discovery_says_so(payroll: RelyingParty) -> None:
    said = payroll.server.get(payroll.address(".well-known/openid-configuration")).json()

    assert all(
        said[f"{way}channel_logout_{what}supported"] for way in ("back", "front") for what in ("", "session_")
    )
    assert "session_expiry" in said["claims_supported"]
