"""The smallest server a phone can talk to: one tenant, one account; what it is told it verifies with the real code."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devices.signatures.answers import ExpectedAnswer
from devices.signatures.challenges import (
    ApprovalChallenge,
    Binding,
    Challenge,
    EnrolmentChallenge,
    RequestContext,
    UnlockChallenge,
    sign_challenge,
)
from devices.signatures.decisions import verify_decision
from devices.signatures.dpop import verify_proof
from devices.signatures.encoding import random_b64url
from devices.signatures.enrolments import verify_enrolment
from devices.signatures.errors import SignatureRejected
from devices.signatures.keys import SigningKey, jwk_from_text, thumbprint
from devices.signatures.passkeys.options import Owner
from devices.signatures.platform_unlocks import (
    creation_options,
    verify_platform_registration,
    verify_platform_unlock,
)
from devices.signatures.reports import verify_report
from devices.signatures.setups import verify_setup
from devices.signatures.unlocks import VerifiedUnlockKey, verify_pin_registration, verify_pin_unlock
from devices.simulator.transport import Answer

ORIGIN = "https://id.nordljus.example"
ISSUER = f"{ORIGIN}/tenants/t1"
BASE = "/device-api/v1/"
NOW = 1_800_000_000


class SmallServer:
    """A Transport. `calls` are the (method, path) pairs it answered; `match` and `unlock` shape its request."""

    def __init__(self) -> None:
        self.key = SigningKey.generate()
        self.issuer = ISSUER
        self.nonce = random_b64url()
        self.calls: list[tuple[str, str]] = []
        self.device_jwk: dict[str, str] = {}
        self.token: str | None = None
        self.unlock: VerifiedUnlockKey | None = None
        self.match = "type"
        self.details: tuple[dict[str, str], ...] = ()
        self.phone_sign_in = True
        self.open: dict[str, Any] = {}

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        try:
            self._authenticate(method, path, headers)
        except SignatureRejected as rejected:
            return self._answer(401, {"code": rejected.reason, "detail": "Who are you?"})
        self.calls.append((method, path.removeprefix(BASE)))
        try:
            return self._answer(200, self._do(path.removeprefix(BASE).split("/"), dict(body or {})))
        except SignatureRejected as rejected:
            return self._answer(400, {"code": rejected.code, "detail": rejected.reason})

    def _authenticate(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        verified = verify_proof(
            proof=headers.get("DPoP"),
            expected_method=method,
            expected_url=ORIGIN + path,
            expected_access_token=token or None,
            is_known_nonce=lambda nonce: nonce == self.nonce,
        )
        assert scheme in ("", "DPoP")
        assert (token or None) == self.token
        self.device_jwk = verified.jwk

    def _answer(self, status: int, body: Any) -> Answer:
        return Answer(status=status, headers={"dpop-nonce": self.nonce}, body=body)

    def _do(self, path: list[str], body: dict[str, Any]) -> Any:  # noqa: PLR0911 - one line a call
        match path:
            case ["tenants", _, "jwks", ""]:
                return {"keys": [{**self.key.public_jwk, "kid": self.key.thumbprint, "use": "sig"}]}
            case ["enrolments", "claim", ""]:
                return {"enrolment": "e1", **self._asked_to_enrol()}
            case ["enrolments", "e1", "complete", ""]:
                return self._complete(body)
            case ["requests", ""]:
                return {"requests": [{"handle": "r1", "challenge": self._ask(self._approval())}]}
            case ["requests", "r1", "decision", ""]:
                return {"state": self._decide(body)}
            case ["requests", "r1", "report", ""]:
                return {"state": "denied", "effects": [self._told(body)]}
            case ["accounts", "a1", "unlock", "options", ""]:
                return self._asked_to_set_up()
            case ["accounts", "a1", "unlock", ""]:
                return self._set_up(body)
            case ["accounts", "a1", "phone-sign-in", ""]:
                return self._account()
            case ["phone", "token", ""]:
                return {"device_token": self._next_token()}
            case ["phone", ""]:
                return {"phone": {"id": "p1"}, "accounts": [self._account()]}
        return None

    def _next_token(self) -> str:
        self.token = random_b64url()
        return self.token

    def _account(self) -> dict[str, Any]:
        return {"id": "a1", "state": "active", "phone_sign_in": {"enabled": self.phone_sign_in}}

    def _ask(self, challenge: Challenge) -> str:
        self.open = {"challenge": sign_challenge(challenge=challenge, key=self.key), **challenge.claims()}
        return str(self.open["challenge"])

    def _binding(self, transaction: str, audience: str = "p1") -> Binding:
        return Binding(
            issuer=self.issuer,
            audience=audience,
            transaction=transaction,
            nonce=random_b64url(),
            jti=random_b64url(),
            issued_at=NOW,
            expires_at=NOW + 120,
        )

    def _options(self) -> dict[str, Any]:
        return creation_options(
            nonce=self.open["nonce"],
            rp_id="id.nordljus.example",
            rp_name="Handslag",
            owner=Owner(handle="MQ", username="ann", display_name="Ann"),
        )

    def _asked_to_enrol(self) -> dict[str, Any]:
        challenge = EnrolmentChallenge(
            binding=self._binding("e1", thumbprint(self.device_jwk)),
            tenant_id="t1",
            tenant_name="Nordljus",
            tenant_kind="organisation",
            username="ann@nordljus.example",
            display_name="Ann",
            unlock_modes=("platform", "pin"),
            phone_sign_in=True,
        )
        return {"challenge": self._ask(challenge), "creation_options": self._options()}

    def _approval(self) -> ApprovalChallenge:
        context = RequestContext(
            tenant="Nordljus",
            application="Mail",
            browser="Firefox",
            system="Linux",
            place="Umeå",
            ip="192.0.2.7",
            known_browser=True,
            asked_at=NOW,
            binding_message="Blue 42" if self.details else "",
            details=self.details,
        )
        return ApprovalChallenge(
            binding=self._binding("r1"),
            account="a1",
            kind="signin",
            unlock="required" if self.unlock else "optional",
            match=self.match,
            digits=2,
            context=context,
        )

    def _asked_to_set_up(self) -> dict[str, Any]:
        challenge = UnlockChallenge(
            binding=self._binding("a1"), account="a1", unlock_modes=("platform", "pin")
        )
        return {"challenge": self._ask(challenge), "creation_options": self._options()}

    def _bound(self) -> dict[str, Any]:
        return {
            "expected_audience": self.issuer,
            "expected_nonce": self.open["nonce"],
            "expected_challenge": self.open["challenge"],
        }

    def _complete(self, body: dict[str, Any]) -> dict[str, Any]:
        enrolment = verify_enrolment(
            enrolment=body["enrolment"],
            public_key=self.device_jwk,
            expected_enrolment="e1",
            **self._bound(),
        )
        self._keep_unlock(body["unlock"], enrolment.unlock_hash)
        return {"phone": "p1", "account": "a1", "device_token": self._next_token()}

    def _set_up(self, body: dict[str, Any]) -> dict[str, Any]:
        setup = verify_setup(
            setup=body["setup"],
            public_key=self.device_jwk,
            expected_phone_id="p1",
            expected_account="a1",
            **self._bound(),
        )
        self._keep_unlock(body["unlock"], setup.unlock_hash)
        return self._account()

    def _keep_unlock(self, sent: dict[str, Any] | None, unlock_hash: str | None) -> None:
        if sent is None:
            return
        if sent["mode"] != "platform":
            held = verify_pin_registration(
                jwk=sent["jwk"],
                proof=sent["proof"],
                expected_unlock_hash=unlock_hash,
                device_thumbprint=thumbprint(self.device_jwk),
                expected_transaction=self.open["txn"],
                **self._bound(),
            )
            self.unlock = replace(held, mode=sent["mode"])
            return
        self.unlock = verify_platform_registration(
            credential=sent["credential"],
            expected_unlock_hash=unlock_hash,
            expected_nonce=self.open["nonce"],
            expected_rp_id="id.nordljus.example",
            expected_origins=[ORIGIN],
        )

    def _decide(self, body: dict[str, Any]) -> str:
        decision = verify_decision(
            decision=body["decision"],
            public_key=self.device_jwk,
            expected_phone_id="p1",
            expected_handle="r1",
            **self._bound(),
        )
        if decision.kind == "denial":
            assert body["unlock"] is None
            return "denied"
        if self.unlock is not None:
            self._check_unlock(body["unlock"], decision.unlock_hash, decision.number)
        return f"approved {decision.number}"

    def _told(self, body: dict[str, Any]) -> dict[str, str]:
        bound = self._bound()
        expected = ExpectedAnswer(
            issuer="p1",
            audience=bound["expected_audience"],
            transaction="r1",
            nonce=bound["expected_nonce"],
            challenge=bound["expected_challenge"],
        )
        verify_report(report=body["report"], public_key=self.device_jwk, expected=expected)
        return {"code": "browser_ended", "text": "We ended the sign-in in that browser."}

    def _check_unlock(self, sent: dict[str, Any], unlock_hash: str | None, number: str | None) -> None:
        assert self.unlock is not None
        assert sent["mode"] == self.unlock.mode
        if self.unlock.mode != "platform":
            verify_pin_unlock(
                proof=sent["proof"],
                public_key=jwk_from_text(self.unlock.public_key),
                expected_unlock_hash=unlock_hash,
                expected_transaction="r1",
                expected_number=number,
                **self._bound(),
            )
            return
        verify_platform_unlock(
            assertion=sent["assertion"],
            public_key=self.unlock.public_key,
            sign_count=0,
            expected_unlock_hash=unlock_hash,
            expected_nonce=self.open["nonce"],
            expected_rp_id="id.nordljus.example",
            expected_origins=[ORIGIN],
            expected_credential_id=self.unlock.credential_id,
        )
