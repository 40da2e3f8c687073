"""By which tokens a call is answered, and what the log says of it (E24)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts import clock
from accounts.api_tokens import calling
from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.scopes import BY_KEY, SCOPES
from accounts.api_tokens.services import revoke
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import appoint, block, disable, enable, release
from idp.rest import authentication
from tests.support.limits import let_pass
from tests.support.passes import use_passes
from tests.support.people import make_person, make_tenant, take_out_of_use
from tests.support.scripts import BASE, Script, make_script
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.web.idp.portal.conftest import Organisation


def test_a_token_says_what_it_is(script: Script, nordljus: Organisation) -> None:
    # E24
    me = script.get("me/")

    assert me["organisation"] == {"id": str(nordljus.tenant.pk), "name": nordljus.tenant.name}
    assert (me["name"], me["made_by"]) == ("Personnel system", nordljus.admin.username)
    assert me["scopes"] == [scope.key for scope in SCOPES]
    assert script.answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic {secret}", "{secret}"])
def test_without_a_token_nothing_is_answered(script: Script, header: str) -> None:
    # T23
    shown = {"Authorization": header.format(secret=script.secret)} if header else {}

    answer = Client().get(f"{BASE}people/", headers=shown)

    assert (answer.status_code, answer.json()["code"]) == (401, "unusable_api_key")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_in_the_address_is_none(script: Script) -> None:
    assert Client().get(f"{BASE}me/?access_token={script.secret}").status_code == 401


def test_a_session_of_the_portal_is_no_token(nordljus: Organisation) -> None:
    client = signed_in(nordljus.admin, PASSWORD_PROOF)

    assert client.get(f"{BASE}people/").status_code == 401


def test_a_token_that_has_ended_does_nothing(script: Script) -> None:
    ApiToken.objects.update(ends_at=clock.now() - timedelta(seconds=1))

    script.get("me/")

    assert script.status == 401


def test_a_revoked_token_does_nothing(script: Script, nordljus: Organisation) -> None:
    revoke(script.token, actor=nordljus.admin)

    script.get("me/")

    assert script.status == 401


def _demote(admin: User) -> None:
    appoint(admin, User.Role.HELPDESK, actor=admin)


def _take_out_of_use(admin: User) -> None:
    take_out_of_use(admin.tenant)


@pytest.mark.parametrize("ends", [_demote, lambda a: disable(a, actor=None), block, _take_out_of_use])
def test_t37_a_token_can_no_more_than_its_maker_still_can(
    ends: object, script: Script, nordljus: Organisation
) -> None:
    # E24, T23
    script.get("people/")
    before = script.status

    assert callable(ends)
    ends(nordljus.admin)
    script.get("people/")

    assert (before, script.status) == (200, 401)


def test_t23_with_a_block_a_token_ends_for_good(script: Script, nordljus: Organisation) -> None:
    # E24: whoever made it may have been who is kept out
    block(nordljus.admin)
    release(nordljus.admin, actor=None)

    script.get("people/")

    assert script.status == 401
    assert AuditEvent.objects.filter(tag="user:api_token:revoked").count() == 1


def test_of_somebody_who_was_only_disabled_it_works_again(script: Script, nordljus: Organisation) -> None:
    # E24
    disable(nordljus.admin, actor=None)
    enable(nordljus.admin, actor=None)

    script.get("people/")

    assert script.status == 200


def test_t23_a_token_of_an_operator_knows_one_organisation(
    nordljus: Organisation, fjordbank: Organisation
) -> None:
    operator = make_person(make_tenant("operators"), "you", role=User.Role.OPERATOR)
    script = make_script(nordljus.tenant, operator)

    found = script.get(f"people/{nordljus.member.pk}/")
    script.get(f"people/{fjordbank.member.pk}/")

    assert found["username"] == nordljus.member.username
    assert script.status == 404
    assert {event["tenant"] for event in script.get("events/")["events"]} == {str(nordljus.tenant.pk)}


# What each scope opens, and a call that needs it.
OPENS = {
    "people:read": ("GET", "people/{member}/", None),
    "people:write": ("POST", "people/{member}/acts/disable/", None),
    "people:secure": ("POST", "people/{member}/acts/end-sessions/", None),
    "ways:remove": ("DELETE", "people/{member}/ways-in/phone/{phone}/", None),
    "passes:make": ("POST", "people/{member}/passes/", {}),
    "groups:read": ("GET", "groups/{group}/", None),
    "groups:write": ("PATCH", "groups/{group}/", {"name": "Fliers"}),
    "policy:read": ("GET", "policy/phone/", None),
    "policy:write": ("PATCH", "policy/phone/", {"values": {}, "dry_run": True}),
    "sign-ins:read": ("GET", "sign-ins/", None),
    "audit:read": ("GET", "events/", None),
}


def test_every_scope_is_tried() -> None:
    assert OPENS.keys() == BY_KEY.keys()


@pytest.mark.parametrize("scope", OPENS)
def test_each_scope_opens_its_calls_and_no_other_does(scope: str, nordljus: Organisation) -> None:
    # E24
    made = nordljus
    use_passes(made.tenant)
    method, address, body = OPENS[scope]
    path = address.format(member=made.member.pk, group=made.group.pk, phone=made.phone.pk)
    others = [key for key in BY_KEY if key != scope]

    without = make_script(made.tenant, made.admin, scopes=others, name="without")
    refused = without.call(method, path, body)
    alone = make_script(made.tenant, made.admin, scopes=[scope], name="alone")
    alone.call(method, path, body)

    assert (without.status, refused["code"], refused["scopes"]) == (403, "scope_missing", [scope])
    assert alone.status in {200, 201, 204}


def test_the_log_says_by_which_token(script: Script, nordljus: Organisation) -> None:
    # E13, E24
    script.post(f"people/{nordljus.member.pk}/acts/disable/")

    event = AuditEvent.objects.latest("pk")
    assert event.actor == nordljus.admin
    assert event.details["script"] == "Personnel system"


def test_what_is_done_after_a_call_is_not_said_to_be_by_a_token(
    script: Script, nordljus: Organisation
) -> None:
    script.get("me/")

    disable(nordljus.member, actor=nordljus.admin)

    assert "script" not in AuditEvent.objects.latest("pk").details


def test_that_a_token_is_used_is_noted_once_a_minute(script: Script) -> None:
    script.get("me/")
    first = ApiToken.objects.get()
    script.get("me/")
    again = ApiToken.objects.get()
    ApiToken.objects.update(last_used_at=clock.now() - timedelta(minutes=2))
    script.get("me/")

    assert first.last_used_at is not None
    assert first.last_address == "127.0.0.1"
    assert again.last_used_at == first.last_used_at
    assert (ApiToken.objects.get().last_used_at or first.last_used_at) > first.last_used_at


def test_a_token_has_its_limit_and_is_told_when_to_come_back(
    script: Script, monkeypatch: pytest.MonkeyPatch, nordljus: Organisation
) -> None:
    # H08
    monkeypatch.setattr(calling, "CALLS_PER_MINUTE", 3)
    other = make_script(nordljus.tenant, nordljus.admin, name="Another")

    statuses = [script.get("me/") and script.status for _call in range(4)]
    told = int(script.answer["Retry-After"])
    other.get("me/")
    let_pass(61)
    script.get("me/")

    assert statuses == [200, 200, 200, 429]
    assert 0 < told <= 60
    assert (other.status, script.status) == (200, 200)


def test_whoever_tries_tokens_is_slowed_and_a_good_one_from_there_is_not(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    # T15
    monkeypatch.setattr(authentication, "WRONG_PER_MINUTE", 2)
    wrong = {"Authorization": "Bearer handslag_api_wrong"}

    statuses = [Client().get(f"{BASE}me/", headers=wrong).status_code for _try in range(3)]
    script.get("me/")

    assert statuses == [401, 401, 429]
    assert script.status == 200


@pytest.mark.parametrize("path", ["nothing/", "people", "people/x/", "../v2/people/"])
def test_what_is_not_there_is_told_to_a_program(path: str, script: Script) -> None:
    problem = script.get(path)

    assert (script.status, problem["code"]) == (404, "not_found")
    assert script.answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"name": "a", "name": "b"}', '{"name": 1.5}', '{"name": 7}', '{"other": "x"}']
)
def test_a_body_that_two_could_read_in_two_ways_is_refused(
    body: str, script: Script, nordljus: Organisation
) -> None:
    # T11
    shown = {"Authorization": f"Bearer {script.secret}"}

    answer = Client().post(f"{BASE}groups/", body, content_type="application/json", headers=shown)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert Tenant.objects.get(pk=nordljus.tenant.pk).groups.count() == 2
