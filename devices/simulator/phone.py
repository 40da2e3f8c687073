"""A phone, as the server sees one: it makes its keys, enrols, fetches requests, answers them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from devices.signatures.jws.kinds import APPROVAL_CHALLENGE, ENROLMENT_CHALLENGE, UNLOCK_CHALLENGE
from devices.signatures.keys import SigningKey
from devices.simulator.calls import DeviceCalls
from devices.simulator.challenge_keys import ChallengeKeys
from devices.simulator.messages import (
    APP_VERSION,
    build_decision,
    build_enrolment,
    build_report,
    build_setup,
)
from devices.simulator.particulars import CAPABILITIES
from devices.simulator.received import IncomingRequest, ReceivedChallenge
from devices.simulator.transport import Transport
from devices.simulator.unlocking import Attest, Unlock, UnlockMode, UnlockProof, make_unlock, prove_unlock

LIVE_PATH = "/live/phone/"


class NotUnderstood(ValueError):
    """A request asks something that this phone cannot show whole: it may only be denied."""


@dataclass(frozen=True, kw_only=True)
class ClaimedEnrolment:
    """An enrolment this phone has claimed and not yet completed."""

    id: str
    challenge: ReceivedChallenge
    creation_options: dict[str, Any] | None


@dataclass(kw_only=True)
class AccountOnPhone:
    """An account on this phone, with its unlock if it has one."""

    id: str
    username: str
    tenant_name: str
    unlock: Unlock | None = None
    state: str = "testing"
    phone_sign_in: bool = False


class SimulatedPhone:
    """One installation of the app. `public_url` is the server's one origin: what proofs and unlocks are bound to.

    Methods raise CallRefused when the server says no, SignatureRejected when the server's own message is not
    to be believed, OSError when it cannot be reached.
    """

    def __init__(
        self,
        *,
        transport: Transport,
        public_url: str,
        key: SigningKey | None = None,
        token: str | None = None,
        label: str = "Simulated phone",
        clock: Callable[[], float] = time.time,
        attest: Attest | None = None,
    ) -> None:
        self.attest = attest
        self.key = key or SigningKey.generate()
        self.calls = DeviceCalls(
            transport=transport, public_url=public_url, key=self.key, clock=clock, token=token
        )
        self.challenge_keys = ChallengeKeys(calls=self.calls)
        self.public_url = public_url
        # What its platform writes into unlocks; an app of another maker has an origin of its own.
        self.origin = public_url
        self.label = label
        self.platform = "simulator"
        self.id = ""
        self.accounts: dict[str, AccountOnPhone] = {}
        self.claimed: ClaimedEnrolment | None = None

    def claim(self, code: str, *, replaces: str | None = None) -> ClaimedEnrolment:
        """Claim an enrolment by the code from the browser's page; `replaces` what its account lost on this phone."""
        said = {"code": code, "label": self.label} | ({"replaces": replaces} if replaces else {})
        answer = self.calls.call(method="POST", path="enrolments/claim/", body=said)
        challenge = self.challenge_keys.verify(
            text=answer["challenge"], kind=ENROLMENT_CHALLENGE, expected_audience=self.key.thumbprint
        )
        self.claimed = ClaimedEnrolment(
            id=answer["enrolment"], challenge=challenge, creation_options=answer["creation_options"]
        )
        return self.claimed

    def complete(self, *, unlock: UnlockMode | None = None) -> AccountOnPhone:
        """Complete the claimed enrolment, making a new unlock when one is asked for."""
        if self.claimed is None:
            raise ValueError("Claim an enrolment first.")
        claimed = self.claimed
        made, proof = self._make_unlock(unlock, claimed.challenge, claimed.creation_options)
        enrolment = build_enrolment(
            key=self.key,
            challenge=claimed.challenge,
            now=self.calls.now(),
            label=self.label,
            platform=self.platform,
            unlock_hash=proof.digest if proof else None,
        )
        body = {"enrolment": enrolment, "unlock": proof.sent if proof else None}
        answer = self.calls.call(method="POST", path=f"enrolments/{claimed.id}/complete/", body=body)
        self.calls.token = answer["device_token"] or self.calls.token
        self.id = answer["phone"]
        claims = claimed.challenge.claims
        account = AccountOnPhone(
            id=answer["account"],
            username=claims["account"]["username"],
            tenant_name=claims["tenant"]["name"],
            unlock=made,
        )
        self.accounts[account.id] = account
        self.claimed = None
        return account

    def refresh(self) -> dict[str, Any]:
        """Fetch what the server knows of this phone and its accounts, and remember it."""
        answer: dict[str, Any] = self.calls.call(method="GET", path="phone/")
        for listed in answer["accounts"]:
            self._remember(listed)
        return answer

    def tell_capabilities(self) -> dict[str, Any]:
        """Tell the server what this phone can show, and how old it is."""
        body = {"capabilities": list(CAPABILITIES), "app_version": APP_VERSION}
        answer: dict[str, Any] = self.calls.call(method="PUT", path="phone/capabilities/", body=body)
        return answer

    def rotate_token(self) -> None:
        """Get the next device token; the old one dies when the new one is first used."""
        self.calls.token = self.calls.call(method="POST", path="phone/token/")["device_token"]

    def requests(self) -> list[IncomingRequest]:
        """Fetch the requests waiting for this phone, each verified."""
        answer = self.calls.call(method="GET", path="requests/")
        return [self._read_request(listed) for listed in answer["requests"]]

    def open_first(self) -> list[IncomingRequest]:
        """Fetch them and show the first, of which its browser is told."""
        answer = self.calls.call(method="POST", path="requests/open/")
        return [self._read_request(listed) for listed in answer["requests"]]

    def outcome(self, handle: str) -> dict[str, Any]:
        """Ask how a request stands that this phone was shown, or how it ended."""
        answer: dict[str, Any] = self.calls.call(method="GET", path=f"requests/{quote(handle)}/")
        return answer

    def mark_seen(self, request: IncomingRequest) -> None:
        """Tell the browser that its request was opened."""
        self.calls.call(method="POST", path=f"requests/{quote(request.handle)}/seen/")

    def approve(
        self, request: IncomingRequest, *, number: str | None = None, with_unlock: bool | None = None
    ) -> str:
        """Approve, unlocking first when the request asks for it (or as told); return the request's new state."""
        if not request.is_understood:
            raise NotUnderstood("This phone cannot show all that is asked. It can only be denied here.")
        wanted = request.unlock_required if with_unlock is None else with_unlock
        proof = self.prove_unlock(request, number=number) if wanted else None
        decision = build_decision(
            key=self.key,
            phone_id=self.id,
            challenge=request.challenge,
            now=self.calls.now(),
            is_approval=True,
            number=number,
            unlock_hash=proof.digest if proof else None,
        )
        return self.send_decision(request, decision=decision, unlock=proof.sent if proof else None)

    def deny(self, request: IncomingRequest, *, reason: str | None = None) -> str:
        """Deny: the device key alone is enough."""
        decision = build_decision(
            key=self.key,
            phone_id=self.id,
            challenge=request.challenge,
            now=self.calls.now(),
            is_approval=False,
            reason=reason,
        )
        return self.send_decision(request, decision=decision, unlock=None)

    def report(self, request: IncomingRequest) -> dict[str, Any]:
        """Say that a request was not its person's, answered or not; return what that did."""
        signed = build_report(
            key=self.key, phone_id=self.id, challenge=request.challenge, now=self.calls.now()
        )
        path = f"requests/{quote(request.handle)}/report/"
        answer: dict[str, Any] = self.calls.call(method="POST", path=path, body={"report": signed})
        return answer

    def send_decision(self, request: IncomingRequest, *, decision: str, unlock: dict[str, Any] | None) -> str:
        """Send a decision that was built already (tests forge them)."""
        path = f"requests/{quote(request.handle)}/decision/"
        answer = self.calls.call(method="POST", path=path, body={"decision": decision, "unlock": unlock})
        return str(answer["state"])

    def prove_unlock(self, request: IncomingRequest, *, number: str | None) -> UnlockProof | None:
        """Unlock for this request; None where the account has no unlock, for the server to refuse."""
        account = self.accounts[request.account_id]
        if account.unlock is None:
            return None
        return prove_unlock(
            unlock=account.unlock,
            challenge=request.challenge,
            number=number,
            origin=self.origin,
            now=self.calls.now(),
        )

    def set_up_unlock(self, account: AccountOnPhone, *, mode: UnlockMode) -> None:
        """Give the account a new unlock."""
        asked = self.calls.call(method="POST", path=f"accounts/{account.id}/unlock/options/")
        challenge = self.challenge_keys.verify(
            text=asked["challenge"], kind=UNLOCK_CHALLENGE, expected_audience=self.id
        )
        made, proof = make_unlock(
            mode=mode,
            challenge=challenge,
            creation_options=asked["creation_options"],
            origin=self.origin,
            now=self.calls.now(),
            attest=self.attest,
        )
        setup = build_setup(
            key=self.key,
            phone_id=self.id,
            challenge=challenge,
            now=self.calls.now(),
            unlock_hash=proof.digest,
        )
        body = {"setup": setup, "unlock": proof.sent}
        self._remember(self.calls.call(method="PUT", path=f"accounts/{account.id}/unlock/", body=body))
        account.unlock = made

    def enable_phone_sign_in(self, account: AccountOnPhone) -> None:
        """Turn on phone sign-in for the account. Refused with the reason's code where policy does not allow it."""
        self._remember(self.calls.call(method="POST", path=f"accounts/{account.id}/phone-sign-in/"))

    def unregister(self, account: AccountOnPhone) -> None:
        """Turn off phone sign-in for the account, which stays on the phone."""
        self._remember(self.calls.call(method="DELETE", path=f"accounts/{account.id}/phone-sign-in/"))

    def rename(self, account: AccountOnPhone, name: str) -> None:
        """Call this phone something else at its person's Security info."""
        body = {"phone_name": name}
        self._remember(self.calls.call(method="PUT", path=f"accounts/{account.id}/phone-name/", body=body))

    def remove(self, account: AccountOnPhone) -> None:
        """Take the account off this phone, on the server too."""
        self.calls.call(method="DELETE", path=f"accounts/{account.id}/")
        self.accounts.pop(account.id, None)

    def live_hello(self) -> dict[str, str]:
        """Build the first frame on the live channel: who is listening."""
        return {
            "authorization": f"DPoP {self.calls.token}",
            "dpop": self.calls.proof(method="GET", path=LIVE_PATH),
        }

    def _read_request(self, listed: dict[str, Any]) -> IncomingRequest:
        challenge = self.challenge_keys.verify(
            text=listed["challenge"], kind=APPROVAL_CHALLENGE, expected_audience=self.id
        )
        return IncomingRequest(handle=listed["handle"], challenge=challenge)

    def _remember(self, listed: dict[str, Any]) -> None:
        account = self.accounts.get(listed["id"])
        if account is not None:
            account.state = listed["state"]
            account.phone_sign_in = listed["phone_sign_in"]["enabled"]

    def _make_unlock(
        self, mode: UnlockMode | None, challenge: ReceivedChallenge, creation_options: dict[str, Any] | None
    ) -> tuple[Unlock | None, UnlockProof | None]:
        if mode is None:
            return None, None
        return make_unlock(
            mode=mode,
            challenge=challenge,
            creation_options=creation_options,
            origin=self.origin,
            now=self.calls.now(),
            attest=self.attest,
        )
