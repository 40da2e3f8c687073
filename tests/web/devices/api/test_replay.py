"""T10, T09: all the traffic of a phone, sent again by somebody who overheard it, and by another tenant's phone."""

import contextlib
from collections.abc import Mapping
from typing import Any

import pytest

from accounts.users.models import User
from devices.simulator.calls import BASE, CallRefused
from devices.simulator.transport import Answer
from tests.support.asking import ask, offered
from tests.support.carrying import ClientTransport
from tests.support.clock import travel
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
from tests.support.rows import everything

Sent = dict[str, Any]


class Overheard(ClientTransport):
    """Somebody reads along, TLS or not."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Sent] = []
        self.answers: list[Answer] = []

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        answer = super().send(method=method, path=path, headers=headers, body=body)
        self.calls.append({"method": method, "path": path, "headers": dict(headers), "body": body})
        self.answers.append(answer)
        return answer


@pytest.fixture
def overheard() -> Overheard:
    return Overheard()


@pytest.fixture
def busy_phone(ann: User, phone: SigningPhone, overheard: Overheard) -> SigningPhone:
    """A phone that has made every kind of call but those that end an account or replace its token."""
    phone.calls.transport = overheard
    account = phone.add_over_the_api(ann, unlock=None)
    phone.set_up_unlock(account, mode="platform")
    phone.enable_phone_sign_in(account)
    approved, denied = ask(ann), ask(ann)
    for request in phone.requests():
        phone.mark_seen(request)
        if request.handle == str(approved.pk):
            phone.approve(request, number=approved.number)
        else:
            assert request.handle == str(denied.pk)
            phone.deny(request)
    phone.unregister(account)
    phone.enable_phone_sign_in(account)
    return phone


def public(call: Sent) -> bool:
    return str(call["path"]).endswith("/jwks/")


def test_t10_all_traffic_sent_again_changes_nothing(busy_phone: SigningPhone, overheard: Overheard) -> None:
    calls = list(overheard.calls)
    before = everything()

    answers = {(call["method"], call["path"]): overheard.send(**call) for call in calls if not public(call)}

    assert {answer.status for answer in answers.values()} == {401}
    assert {answer.body["code"] for answer in answers.values()} <= {"proof_replayed", "use_dpop_nonce"}
    assert everything() == before


def test_t10_all_traffic_sent_again_later_changes_nothing(
    busy_phone: SigningPhone, overheard: Overheard
) -> None:
    # When the server has forgotten which proofs were used, their nonces have long run out.
    calls = list(overheard.calls)
    before = everything()

    with travel("2031-05-01T12:00:00Z"):
        answers = [overheard.send(**call) for call in calls if not public(call)]

    assert {answer.body["code"] for answer in answers} == {"use_dpop_nonce"}
    assert everything() == before


def test_t10_the_phones_own_messages_sent_again_with_fresh_proofs_change_nothing(
    busy_phone: SigningPhone, overheard: Overheard
) -> None:
    # A phone that lost an answer repeats its call: every message counts once, whatever proof it comes with.
    told = zip(list(overheard.calls), list(overheard.answers), strict=True)
    messages = [call for call, answer in told if call["body"] and answer.status < 300]
    before = everything()

    for call in messages:
        path = str(call["path"]).removeprefix(BASE)
        with contextlib.suppress(CallRefused):
            busy_phone.calls.call(method=call["method"], path=path, body=call["body"])

    after = everything()
    # Claiming a used code again is noted, so that both sides can be told (B05).
    for noted in ("AuditEvent", "Enrolment"):
        before.pop(noted)
        after.pop(noted)
    assert after == before


def test_t09_another_tenants_phone_gets_nowhere_with_what_it_overheard(
    busy_phone: SigningPhone, overheard: Overheard
) -> None:
    eve = SigningPhone()
    eve.add(make_person(make_tenant("sydsol"), "eve"))
    eve.refresh()
    before = everything()

    for call in list(overheard.calls):
        path = str(call["path"]).removeprefix(BASE)
        if public(call) or path in ("requests/", "phone/", "enrolments/claim/"):
            continue
        with pytest.raises(CallRefused) as refused:
            eve.calls.call(method=call["method"], path=path, body=call["body"])
        assert refused.value.status in (404, 409), path

    assert eve.requests() == []
    assert everything() == before


def test_t09_a_handle_of_somebody_elses_request_opens_nothing(ann: User, phone: SigningPhone) -> None:
    phone.add(ann)
    other = SigningPhone()
    other.add(make_person(make_tenant("sydsol"), "eve"))
    other.refresh()
    asked = ask(ann)
    [request] = phone.requests()
    other_account = next(iter(other.accounts.values()))
    other.accounts[request.account_id] = other_account
    before = everything()

    for attempt in (
        lambda: other.mark_seen(request),
        lambda: other.deny(request),
        lambda: other.approve(request, number=asked.number),
    ):
        with pytest.raises(CallRefused) as refused:
            attempt()
        assert (refused.value.status, refused.value.code) == (404, "unknown_request")

    assert everything() == before


def test_t09_a_second_phone_of_the_same_person_cannot_use_the_first_ones_challenge(
    ann: User, phone: SigningPhone
) -> None:
    phone.add(ann)
    second = SigningPhone()
    second.add(ann)
    asked = ask(ann)
    [mine] = phone.requests()
    second.requests()
    second.accounts[mine.account_id] = next(iter(second.accounts.values()))
    before = everything()

    with pytest.raises(CallRefused) as refused:
        second.approve(mine, number=asked.number)

    assert (refused.value.status, refused.value.code) == (400, "bad_signature")
    assert everything() == before


def test_t18_an_overheard_code_is_dead(ann: User, phone: SigningPhone, overheard: Overheard) -> None:
    phone.calls.transport = overheard
    code = offered(ann)[1]
    phone.claim(code)
    before = everything()["PhoneAccount"]

    with pytest.raises(CallRefused) as refused:
        SigningPhone().claim(code)

    assert refused.value.code == "code_used"
    assert everything()["PhoneAccount"] == before
