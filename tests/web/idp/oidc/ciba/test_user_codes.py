"""A person's own code, without which an application that knows their name does not ring them (G03, CIBA Core 7.1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.throttle.guesses import TRIES
from accounts.users.models import User
from accounts.users.services import block
from devices.phones.settings import UserCodes
from idp.oidc.applications.changing import change
from idp.oidc.ciba.codes.models import UserCode
from idp.oidc.ciba.codes.services import CannotBeCode, set_code
from idp.oidc.consent.models import Consent
from tests.support.limits import forget_tries
from tests.support.pages import read
from tests.support.people import change_policy, make_person
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import RelyingParty, make_application, question

PAGE, REMOVE, APPLICATIONS = (
    "/security-info/applications/code/",
    "/security-info/applications/code/remove/",
    "/security-info/applications/",
)
CODE = "7K941X"


@pytest.fixture
def bank(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, name="Bank", redirect_uris=[], delivery="poll", sends_user_code=True)


@pytest.fixture
def till(nordljus: Tenant) -> RelyingParty:
    """One that knows nothing of codes."""
    return make_application(nordljus, name="Till", redirect_uris=[], delivery="poll")


def error_of(response: Any) -> str:
    assert response.status_code == 400, response.content
    return str(response.json()["error"])


def use_codes(tenant: Tenant, mode: UserCodes = UserCodes.ALLOWED) -> None:
    change_policy(tenant, user_codes=mode.value)


def test_g03_whoever_has_a_code_is_asked_by_those_who_say_it(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    use_codes(nordljus)
    set_code(ann, CODE)

    assert error_of(bank.ask_phone(login_hint=ann.username)) == "missing_user_code"
    assert error_of(bank.ask_phone(login_hint=ann.username, user_code="")) == "missing_user_code"
    assert error_of(bank.ask_phone(login_hint=ann.username, user_code="7K941Y")) == "invalid_user_code"
    assert phone.requests() == []
    asked = bank.ask_phone(login_hint=ann.username, user_code="7k9 41x")
    assert asked.status_code == 200, asked.content
    phone.says_yes(question())
    assert bank.poll(asked.json()["auth_req_id"]).status_code == 200


def test_g03_an_application_that_knows_nothing_of_codes_cannot_ask_whoever_has_one(
    nordljus: Tenant, till: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    use_codes(nordljus)
    assert till.ask_phone(login_hint=ann.username).status_code == 200
    set_code(ann, CODE)

    assert error_of(till.ask_phone(login_hint=ann.username)) == "unknown_user_id"
    assert error_of(till.ask_phone(login_hint=ann.username, user_code=CODE)) == "invalid_request"
    assert len(phone.requests()) == 1


@pytest.mark.parametrize("mode", [UserCodes.ALLOWED, UserCodes.OTHERS, UserCodes.REQUIRED])
def test_a18_of_nobody_it_is_told_whether_they_exist(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User, mode: UserCodes
) -> None:
    use_codes(nordljus, mode)
    set_code(ann, CODE)
    make_person(nordljus, name="bo")
    blocked = make_person(nordljus, name="dan")
    set_code(blocked, CODE)
    phone_of(blocked).tell_capabilities()
    block(blocked)
    names = (ann.username, "nobody@nordljus.example", "bo@nordljus.example", blocked.username, "ann")

    answers = [
        [bank.ask_phone(login_hint=name, **said).json() for name in names]
        for said in ({}, {"user_code": "WRONG1"})
    ]

    for of_all, error in zip(answers, ("missing_user_code", "invalid_user_code"), strict=True):
        assert of_all == [of_all[0]] * len(names)
        assert of_all[0]["error"] == error
    assert phone.requests() == []


def test_a18_a_try_costs_the_same_of_everybody(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_codes(nordljus)
    set_code(ann, CODE)
    make_person(nordljus, name="bo")
    hasher = type(hashers.get_hasher())
    hashed: list[str] = []
    encode = hasher.encode

    def noted(self: hashers.BasePasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hasher, "encode", noted)

    for name in (ann.username, "nobody@nordljus.example", "bo@nordljus.example"):
        hashed.clear()
        assert error_of(bank.ask_phone(login_hint=name, user_code="WRONG1")) == "invalid_user_code"
        assert hashed == ["WRONG1"], name


@pytest.mark.parametrize(
    ("mode", "is_own", "is_asked"),
    [
        (UserCodes.OFF, False, True),
        (UserCodes.ALLOWED, False, True),
        (UserCodes.OTHERS, True, True),
        (UserCodes.OTHERS, False, False),
        (UserCodes.REQUIRED, True, False),
    ],
)
def test_g03_the_policy_says_whether_anybody_is_asked_without(
    nordljus: Tenant,
    till: RelyingParty,
    phone: SigningPhone,
    ann: User,
    mode: UserCodes,
    is_own: bool,
    is_asked: bool,
) -> None:
    Consent.objects.create(application=till.application, user=ann, scopes=["openid"], given_at=clock.now())
    change(till.application, {"is_own": is_own}, actor=None)
    use_codes(nordljus, mode)

    answered = till.ask_phone(login_hint=ann.username)

    assert answered.json().get("error") == (None if is_asked else "missing_user_code")
    assert len(phone.requests()) == is_asked


def test_g03_without_the_policy_codes_count_for_nothing(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    set_code(ann, CODE)

    assert error_of(bank.ask_phone(login_hint=ann.username, user_code=CODE)) == "invalid_request"
    assert bank.ask_phone(login_hint=ann.username).status_code == 200


def test_g03_an_id_token_is_more_than_a_name(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    asked = bank.ask_phone(login_hint=ann.username).json()["auth_req_id"]
    phone.says_yes(question())
    id_token = bank.poll(asked).json()["id_token"]
    use_codes(nordljus, UserCodes.REQUIRED)
    set_code(ann, CODE)

    assert bank.ask_phone(id_token_hint=id_token).status_code == 200
    assert error_of(bank.ask_phone(id_token_hint=id_token, user_code="WRONG1")) == "invalid_user_code"


def test_t29_tries_are_counted_however_the_name_is_written(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    use_codes(nordljus)
    set_code(ann, CODE)
    for name in (ann.username, "nobody@nordljus.example"):
        for number in range(TRIES):
            written = name if number % 2 else name.upper()
            assert (
                error_of(bank.ask_phone(login_hint=written, user_code=f"WRONG{number}"))
                == "invalid_user_code"
            )

        assert bank.ask_phone(login_hint=name, user_code=CODE).status_code == 429
    assert phone.requests() == []

    forget_tries()
    assert bank.ask_phone(login_hint=ann.username, user_code=CODE).status_code == 200


def test_t29_one_application_shuts_no_other(
    nordljus: Tenant, bank: RelyingParty, phone: SigningPhone, ann: User
) -> None:
    other = make_application(nordljus, name="Other", delivery="poll", sends_user_code=True)
    use_codes(nordljus)
    set_code(ann, CODE)
    for number in range(TRIES):
        other.ask_phone(login_hint=ann.username, user_code=f"WRONG{number}")

    assert bank.ask_phone(login_hint=ann.username, user_code=CODE).status_code == 200


def test_a_person_sets_a_code_changes_it_and_removes_it(nordljus: Tenant, ann: User, anns: Client) -> None:
    use_codes(nordljus)

    assert "You have none." in read(anns.get(APPLICATIONS)).text
    assert anns.post(PAGE, {"code": "1111"}).status_code == 400
    assert not UserCode.objects.exists()
    assert anns.post(PAGE, {"code": "7k94 1x"}, follow=True).redirect_chain[-1][0] == APPLICATIONS
    first = UserCode.objects.get(user=ann).hashed
    assert hashers.check_password(CODE, first)
    assert CODE not in first
    anns.post(PAGE, {"code": "Blue42"})
    assert hashers.check_password("BLUE42", UserCode.objects.get(user=ann).hashed)
    assert "Remove your code?" in read(anns.get(REMOVE)).text
    assert UserCode.objects.exists()
    anns.post(REMOVE)

    assert not UserCode.objects.exists()
    told = list(AuditEvent.objects.filter(tag__startswith="user:user_code").values_list("tag", flat=True))
    assert sorted(told) == ["user:user_code:removed", "user:user_code:set", "user:user_code:set"]


def test_where_codes_are_not_used_one_can_only_be_removed(nordljus: Tenant, ann: User, anns: Client) -> None:
    assert "Your code for applications" not in read(anns.get(APPLICATIONS)).text
    assert anns.post(PAGE, {"code": CODE})["Location"] == APPLICATIONS
    set_code(ann, CODE)

    assert "does not count" in read(anns.get(APPLICATIONS)).text
    assert anns.get(PAGE)["Location"] == REMOVE
    anns.post(REMOVE)
    assert not UserCode.objects.exists()


def test_a_code_that_is_none_is_not_kept(ann: User) -> None:
    with pytest.raises(CannotBeCode):
        set_code(ann, "ann")

    assert not UserCode.objects.exists()


def test_g03_discovery_says_whether_codes_are_used(nordljus: Tenant, bank: RelyingParty) -> None:
    def told() -> bool:
        said = bank.server.get(bank.address(".well-known/openid-configuration")).json()
        return bool(said["backchannel_user_code_parameter_supported"])

    assert not told()
    use_codes(nordljus)
    assert told()
