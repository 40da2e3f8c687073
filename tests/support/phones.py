"""Phones for tests: the simulator's own, with real keys, calling the site under test.

What SigningPhone inherits from the simulator goes over the device API, as a person's phone does. What is added here
goes to the product's verbs, so that their refusals come as they are raised, and can be forged.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings

from accounts import clock
from accounts.users.models import User
from devices.approvals.challenges import waiting_for
from devices.approvals.deciding import Answer, answer
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.reporting.services import Reported, report
from devices.approvals.state import State
from devices.callers import nonces
from devices.enrolment.closing_test import conclude_test
from devices.phones.models import PhoneAccount
from devices.phones.services import enable_phone_sign_in
from devices.signatures.jws.kinds import APPROVAL_CHALLENGE
from devices.signatures.keys import SigningKey
from devices.simulator.messages import build_decision, build_report
from devices.simulator.phone import AccountOnPhone
from devices.simulator.received import IncomingRequest
from devices.simulator.transport import Transport
from devices.simulator.unlocking import UnlockMode
from tests.support import answers
from tests.support.asking import offered, test_number, test_request_of
from tests.support.carrying import ClientTransport
from tests.support.clock import travel
from tests.support.joining import JoiningPhone


def nonces_of_now() -> set[str]:
    """What a call is handed now, or was a moment ago: a window of two minutes may have ended since it was answered."""
    with travel(clock.seconds() - 5):
        earlier = nonces.current()
    return {earlier, nonces.current()}


class SigningPhone(JoiningPhone):
    """A phone that truly signs. `clock` sets its own, which may be wrong."""

    def __init__(
        self,
        *,
        key: SigningKey | None = None,
        clock: Callable[[], float] = time.time,
        label: str = "Ann's phone",
        transport: Transport | None = None,
    ) -> None:
        super().__init__(
            transport=transport or ClientTransport(),
            public_url=settings.PUBLIC_URL,
            key=key,
            label=label,
            clock=clock,
        )

    @property
    def token(self) -> str:
        """The device token it shows with every call."""
        return self.calls.token or ""

    def add(self, user: User, *, unlock: UnlockMode | None = "pin", enable: bool = True) -> AccountOnPhone:
        """Adds the user as a person does: claim, keys, the closing test, then phone sign-in."""
        enrolment, code = offered(user)
        account = self.join(self.take(code), unlock=unlock)
        test = test_request_of(enrolment)
        self.says_yes(test)
        conclude_test(test.pk)
        account.state = "active"
        if enable:
            enable_phone_sign_in(row_of(account))
            account.phone_sign_in = True
        # As the app's page brings it.
        self.calls.nonce = nonces.current()
        return account

    def add_over_the_api(self, user: User, *, unlock: UnlockMode | None = "pin") -> AccountOnPhone:
        """The same, each step a call; phone sign-in stays off."""
        _enrolment, code = offered(user)
        self.claim(code)
        account = self.complete(unlock=unlock)
        self.approve(self.requests()[0], number=test_number(account))
        self.refresh()
        return account

    def shown(self) -> list[IncomingRequest]:
        """What waits for this phone now, each verified."""
        waiting = waiting_for(self.row, now=clock.now())
        return [self._verified(one.request_id, one.jws) for one in waiting]

    def see(self, request: ApprovalRequest) -> IncomingRequest:
        """This request, which must be among what the phone is shown."""
        return next(one for one in self.shown() if one.handle == str(request.pk))

    def _verified(self, handle: uuid.UUID, jws: str) -> IncomingRequest:
        challenge = self.challenge_keys.verify(text=jws, kind=APPROVAL_CHALLENGE, expected_audience=self.id)
        return IncomingRequest(handle=str(handle), challenge=challenge)

    def approval(
        self, seen: IncomingRequest, *, number: str | None, unlocked: bool = True, **overrides: Any
    ) -> Answer:
        """A signed approval with the proof of the unlock, when the account has one."""
        proof = self.prove_unlock(seen, number=number) if unlocked else None
        decision = self.sign(
            seen,
            is_approval=True,
            number=number,
            unlock_hash=proof.digest if proof else None,
            overrides=overrides,
        )
        return Answer(decision, proof.sent if proof else None)

    def denial(self, seen: IncomingRequest, *, reason: str | None = None) -> Answer:
        return Answer(self.sign(seen, is_approval=False, reason=reason), None)

    def sign(self, seen: IncomingRequest, *, is_approval: bool, **said: Any) -> str:
        """A decision that may say anything."""
        return build_decision(
            key=self.key,
            phone_id=self.id,
            challenge=seen.challenge,
            now=self.calls.now(),
            is_approval=is_approval,
            **said,
        )

    def send(self, request: ApprovalRequest, sent: Answer) -> State:
        said = answer(self.row, request.pk, sent)
        answers.note(request.pk, said)
        return said

    def says_yes(self, request: ApprovalRequest, *, number: str | None = None) -> State:
        """Looks, gives the right number (or `number`), unlocks, answers."""
        asked = None if request.match == "approve" else request.number
        return self.send(
            request, self.approval(self.see(request), number=asked if number is None else number)
        )

    def says_no(self, request: ApprovalRequest) -> State:
        return self.send(request, self.denial(self.see(request)))

    def report_of(self, seen: IncomingRequest, **overrides: Any) -> str:
        """A signed report that may say anything."""
        return build_report(
            key=self.key,
            phone_id=self.id,
            challenge=seen.challenge,
            now=self.calls.now(),
            overrides=overrides,
        )

    def says_not_me(self, request: ApprovalRequest) -> Reported:
        """Says of a request, whatever became of it since it was shown, that it was somebody else."""
        kept = Challenge.objects.filter(request=request, phone_account__phone=self.row).first()
        seen = self.see(request) if kept is None else self._verified(request.pk, kept.jws)
        return report(self.row, request.pk, self.report_of(seen))


def phone_of(
    user: User, *, unlock: UnlockMode | None = "pin", enable: bool = True, label: str = "Ann's phone"
) -> SigningPhone:
    """A new phone with this user on it, ready to answer."""
    phone = SigningPhone(label=label)
    phone.add(user, unlock=unlock, enable=enable)
    return phone


def row_of(account: AccountOnPhone) -> PhoneAccount:
    """An account on a phone, as the server knows it now."""
    return PhoneAccount.objects.select_related("phone", "user__tenant__policy").get(pk=account.id)


def account_of(user: User) -> PhoneAccount:
    """The user's one account on a phone, as the server knows it now."""
    return PhoneAccount.objects.select_related("phone", "user__tenant__policy").get(user=user)
