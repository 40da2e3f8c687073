"""Moving to a new phone, each step a call with real keys."""

from __future__ import annotations

from typing import Any

from accounts.tenants.models import Tenant
from devices.signatures.jws.kinds import ENROLMENT_CHALLENGE, MOVE, MOVE_CHALLENGE
from devices.simulator.messages import build_answer
from devices.simulator.phone import AccountOnPhone, ClaimedEnrolment
from devices.simulator.received import ReceivedChallenge
from devices.simulator.unlocking import UnlockProof, prove_unlock
from tests.support.phones import SigningPhone


def begin(old: SigningPhone) -> str:
    """The old phone shows a code."""
    return str(old.calls.call(method="POST", path="phone/move/")["code"])


def claim(new: SigningPhone, code: str) -> dict[str, Any]:
    body = {"code": code, "label": new.label}
    answer: dict[str, Any] = new.calls.call(method="POST", path="moves/claim/", body=body)
    return answer


def stop(old: SigningPhone) -> None:
    old.calls.call(method="DELETE", path="phone/move/")


def standing(old: SigningPhone) -> dict[str, Any]:
    answer: dict[str, Any] = old.calls.call(method="GET", path="phone/move/")
    return answer


def asked(old: SigningPhone, account: AccountOnPhone) -> ReceivedChallenge:
    """What the old phone is asked of this account, verified as a phone does."""
    listed = {one["account"]: one["challenge"] for one in standing(old)["accounts"]}
    return old.challenge_keys.verify(text=listed[account.id], kind=MOVE_CHALLENGE, expected_audience=old.id)


def proof_for(old: SigningPhone, account: AccountOnPhone, challenge: ReceivedChallenge) -> UnlockProof:
    assert account.unlock is not None
    return prove_unlock(
        unlock=account.unlock,
        challenge=challenge,
        number=None,
        origin=old.public_url,
        now=old.calls.now(),
    )


def signed(old: SigningPhone, challenge: ReceivedChallenge, *, unlock_hash: str, **overrides: Any) -> str:
    """The old phone's word, which may say anything."""
    return build_answer(
        kind=MOVE,
        key=old.key,
        issuer=old.id,
        challenge=challenge,
        now=old.calls.now(),
        said={"unlock_hash": unlock_hash},
        overrides=overrides,
    )


def send(old: SigningPhone, account: AccountOnPhone, message: str, unlock: dict[str, Any] | None) -> str:
    body = {"move": message, "unlock": unlock}
    answer = old.calls.call(method="POST", path=f"phone/move/accounts/{account.id}/", body=body)
    return str(answer["state"])


def confirm(old: SigningPhone, account: AccountOnPhone) -> str:
    """The person has compared the words, and unlocks the old phone for this account."""
    challenge = asked(old, account)
    proof = proof_for(old, account, challenge)
    return send(old, account, signed(old, challenge, unlock_hash=proof.digest), proof.sent)


def to_add(new: SigningPhone, move: str, tenant: Tenant) -> list[ClaimedEnrolment]:
    """What the new phone may add by now, verified."""
    new.learn_keys(tenant)
    listed = new.calls.call(method="GET", path=f"moves/{move}/")["enrolments"]
    return [
        ClaimedEnrolment(
            id=one["enrolment"],
            challenge=new.challenge_keys.verify(
                text=one["challenge"], kind=ENROLMENT_CHALLENGE, expected_audience=new.key.thumbprint
            ),
            creation_options=one["creation_options"],
        )
        for one in listed
    ]


def add_all(new: SigningPhone, move: str, tenant: Tenant) -> None:
    """The new phone makes its lock for each, and passes its test."""
    for claimed in to_add(new, move, tenant):
        new.claimed = claimed
        new.complete(unlock="pin")
        new.approve(new.requests()[0], number=None)
