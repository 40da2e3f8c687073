"""Who may call at all, in the protocol's order."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.callers import nonces
from devices.phones.models import Phone
from devices.signatures.encoding import random_b64url
from devices.signatures.keys import SigningKey
from devices.simulator.calls import CallRefused, build_proof
from devices.simulator.phone import AccountOnPhone
from tests.support.carrying import ClientTransport
from tests.support.clock import travel
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, nonces_of_now
from tests.support.rows import everything
from tests.support.sessions import PASSWORD_PROOF, signed_in

PATH = "/device-api/v1/requests/"


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One GET of the requests, every part of its proof as a test wants it."""

    phone: SigningPhone
    method: str = "GET"
    path: str = PATH
    origin: str | None = None
    nonce: str | None = ""
    token: str | None = ""
    key: SigningKey | None = None
    overrides: dict[str, Any] = dataclasses.field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        token = self.phone.calls.token if self.token == "" else self.token
        proof = build_proof(
            key=self.key or self.phone.key,
            method=self.method,
            url=(self.origin or settings.PUBLIC_URL) + self.path,
            now=1,
            nonce=nonces.current() if self.nonce == "" else self.nonce,
            token=token,
            overrides=self.overrides,
        )
        return {"DPoP": proof} | ({"Authorization": f"DPoP {token}"} if token else {})


def get(headers: dict[str, str]) -> tuple[int, str]:
    answer = Client().get(PATH, headers={**headers, "Host": "localhost:8000"})
    return answer.status_code, answer.json().get("code", "")


def test_a_phone_with_its_token_and_its_key_is_heard(phone: SigningPhone, account: AccountOnPhone) -> None:
    assert get(Attempt(phone).headers()) == (200, "")


REFUSED: dict[str, tuple[Callable[[SigningPhone], dict[str, str]], str]] = {
    "no proof": (lambda phone: {"Authorization": f"DPoP {phone.calls.token}"}, "proof_missing"),
    "a proof too large": (lambda phone: {**Attempt(phone).headers(), "DPoP": "a" * 4097}, "proof_malformed"),
    "two proofs": (
        lambda phone: {**Attempt(phone).headers(), "DPoP": ", ".join([Attempt(phone).headers()["DPoP"]] * 2)},
        "proof_malformed",
    ),
    "no token": (lambda phone: Attempt(phone, token=None).headers(), "token_unknown"),
    "an unknown token": (lambda phone: Attempt(phone, token="x" * 43).headers(), "token_unknown"),
    "a bearer's token": (
        lambda phone: {**Attempt(phone).headers(), "Authorization": f"Bearer {phone.calls.token}"},
        "token_unknown",
    ),
    "another key": (lambda phone: Attempt(phone, key=SigningKey.generate()).headers(), "key_mismatch"),
    "another method": (lambda phone: Attempt(phone, method="POST").headers(), "proof_malformed"),
    "another address": (
        lambda phone: Attempt(phone, path="/device-api/v1/phone/").headers(),
        "proof_malformed",
    ),
    "T25 another server": (
        lambda phone: Attempt(phone, origin="https://evil.example").headers(),
        "proof_malformed",
    ),
    "no hash of the token": (
        lambda phone: Attempt(phone, overrides={"ath": None}).headers(),
        "proof_malformed",
    ),
    "another token's hash": (
        lambda phone: Attempt(phone, overrides={"ath": random_b64url()}).headers(),
        "proof_malformed",
    ),
    "no nonce": (lambda phone: Attempt(phone, nonce=None).headers(), "use_dpop_nonce"),
    "a nonce not ours": (lambda phone: Attempt(phone, nonce=random_b64url()).headers(), "use_dpop_nonce"),
    "T11 an unknown claim": (
        lambda phone: {
            **Attempt(phone).headers(),
            "DPoP": Attempt(phone, overrides={"sub": "ann"}).headers()["DPoP"],
        },
        "proof_malformed",
    ),
}


def test_t09_t11_a_caller_who_does_not_prove_who_it_is_is_refused_and_nothing_changes(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    before = everything()

    said = {case: get(make(phone)) for case, (make, _code) in REFUSED.items()}

    assert said == {case: (401, code) for case, (_make, code) in REFUSED.items()}
    assert everything() == before


def test_a_proof_with_its_signature_changed_is_refused(phone: SigningPhone, account: AccountOnPhone) -> None:
    headers = Attempt(phone).headers()
    head, claims, signature = headers["DPoP"].split(".")
    other = Attempt(phone).headers()["DPoP"].split(".")[2]

    assert get({**headers, "DPoP": f"{head}.{claims}.{other}"}) == (401, "proof_malformed")
    assert get({**headers, "DPoP": f"{head}.{claims}.{signature}"}) == (200, "")


def test_t10_a_proof_serves_once(phone: SigningPhone, account: AccountOnPhone) -> None:
    headers = Attempt(phone).headers()
    get(headers)

    assert get(headers) == (401, "proof_replayed")


def test_t10_a_used_proof_stays_used_however_many_come_after_it(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    # A ledger that throws out its oldest entries early would forget which proofs were used.
    headers = Attempt(phone).headers()
    get(headers)
    for other in range(2_000):
        caches["ledger"].add(f"jti:of-another-phone:{other}", 1, 300)

    assert get(headers) == (401, "proof_replayed")


def test_t10_a_refused_call_burns_no_proof(phone: SigningPhone, account: AccountOnPhone) -> None:
    jti = random_b64url()
    get(Attempt(phone, nonce=random_b64url(), overrides={"jti": jti}).headers())

    assert get(Attempt(phone, overrides={"jti": jti}).headers()) == (200, "")


def test_t10_a_nonce_lives_two_windows(phone: SigningPhone, account: AccountOnPhone) -> None:
    with travel(1_800_000_000, tick=False) as clock:
        given = nonces.current()
        clock.shift(nonces.WINDOW_SECONDS)
        late = get(Attempt(phone, nonce=given).headers())
        clock.shift(nonces.WINDOW_SECONDS)
        too_late = get(Attempt(phone, nonce=given).headers())

    assert late == (200, "")
    assert too_late == (401, "use_dpop_nonce")


def test_a_proof_is_dead_before_it_is_forgotten() -> None:
    from devices.callers.identify import JTI_KEPT_SECONDS  # noqa: PLC0415  beside what it is compared with

    assert JTI_KEPT_SECONDS > 2 * nonces.WINDOW_SECONDS


def test_every_answer_brings_a_nonce_and_is_kept_by_no_cache(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    for headers in ({}, Attempt(phone, nonce=None).headers(), Attempt(phone).headers()):
        answer = Client().get(PATH, headers=headers)

        assert answer["DPoP-Nonce"] in nonces_of_now()
        assert answer["Cache-Control"] == "no-store"


def test_whoever_lacks_a_nonce_is_told_so_in_the_standards_words(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    answer = Client().get(PATH, headers=Attempt(phone, nonce=None).headers())

    assert answer["WWW-Authenticate"] == 'DPoP error="use_dpop_nonce", algs="ES256"'
    assert answer["Content-Type"] == "application/problem+json"


def test_t09_a_key_of_one_phone_and_the_token_of_another_are_nobody(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    other = SigningPhone()
    other.add(make_person(make_tenant("sydsol"), "eve"))
    before = everything()

    assert get(Attempt(phone, token=other.calls.token).headers()) == (401, "key_mismatch")
    assert get(Attempt(other, token=phone.calls.token).headers()) == (401, "key_mismatch")
    assert everything() == before


@pytest.mark.parametrize(("state", "code"), [("suspended", "phone_suspended"), ("removed", "phone_removed")])
def test_t08_a_phone_that_no_longer_stands_is_refused(
    phone: SigningPhone, account: AccountOnPhone, state: str, code: str
) -> None:
    Phone.objects.filter(pk=phone.id).update(state=state)

    with pytest.raises(CallRefused) as refused:
        phone.requests()

    assert (refused.value.status, refused.value.code) == (401, code)


def test_t17_the_old_token_works_until_the_new_one_is_used(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    old = phone.calls.token
    phone.rotate_token()

    assert get(Attempt(phone, token=old).headers()) == (200, "")
    assert get(Attempt(phone).headers()) == (200, "")
    assert phone.row.next_token_digest is None


def test_t17_a_copied_phone_that_uses_the_old_token_suspends_it_and_that_is_recorded(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    old = phone.calls.token
    phone.rotate_token()
    phone.requests()

    by_the_copy = get(Attempt(phone, token=old).headers())
    by_the_phone = get(Attempt(phone).headers())

    assert by_the_copy == by_the_phone == (401, "phone_suspended")
    assert phone.row.state == Phone.State.SUSPENDED
    assert AuditEvent.objects.filter(tag="user:phone:suspended").count() == 1


def test_t17_a_replaced_token_without_the_phones_key_harms_nobody(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    """Found in a backup or a log: only the key as well as the token makes a copy of the phone."""
    old = phone.calls.token
    phone.rotate_token()
    phone.requests()
    before = everything()

    said = [
        get(Attempt(phone, token=old, key=SigningKey.generate()).headers()),
        get(Attempt(phone, token=old, nonce=None).headers()),
        get({"DPoP": "x", "Authorization": f"DPoP {old}"}),
    ]

    assert [code for _, code in said] == ["key_mismatch", "use_dpop_nonce", "proof_malformed"]
    assert everything() == before
    assert get(Attempt(phone).headers()) == (200, "")


def test_t17_a_token_whose_proof_fails_spends_nothing(phone: SigningPhone, account: AccountOnPhone) -> None:
    phone.rotate_token()
    before = everything()

    get(Attempt(phone, key=SigningKey.generate()).headers())

    assert everything() == before


def test_no_cookie_opens_the_api(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    client = signed_in(ann, PASSWORD_PROOF)

    assert client.get(PATH).json()["code"] == "proof_missing"


def test_when_a_phone_was_last_seen_is_noted_at_most_once_a_minute(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    with travel("2031-05-01T12:00:00Z", tick=False) as clock:
        phone.requests()
        first = phone.row.last_seen_at
        clock.shift(59)
        phone.requests()
        second = phone.row.last_seen_at
        clock.shift(1)
        phone.requests()
        third = phone.row.last_seen_at

    assert first == second
    assert third is not None
    assert second is not None
    assert (third - second).total_seconds() == 60


def test_the_transport_of_the_tests_reaches_the_api(db: None) -> None:
    # Guards the tests above: a refusal must come from the API and not from a missing address.
    answer = ClientTransport().send(method="GET", path=PATH, headers={}, body=None)

    assert (answer.status, answer.body["code"]) == (401, "proof_missing")
    assert not ApprovalRequest.objects.exists()
