"""From what a browser sent to a passkey that was used. Whatever is wrong with it, one refusal says so (A18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict

from accounts.audit.log import record
from accounts.methods.proof import HAVE, UNLOCK, Passed
from accounts.policy.facts import Rules, allowance_of, method_rules
from accounts.signin.events import SIGN_IN_REFUSED
from accounts.throttle.counting import count
from accounts.users.access import find_for_sign_in
from accounts.users.browsers import asking_browser
from accounts.users.models import User
from accounts.users.places import client_address, place_of
from accounts.users.strangers import networks_of
from devices.passkeys.access import known_passkeys, passkeys_of
from devices.passkeys.challenges import rp_id, spend
from devices.passkeys.models import Passkey
from devices.passkeys.refusals import PasskeyNotTaken
from devices.passkeys.services import use
from devices.passkeys.settings import KEY, taken_of, why_not
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.strict_json import read_object
from devices.signatures.passkeys.using import Kept, verify_passkey

# Nobody guesses a key: this bounds work, and shuts nobody out of their account.
ANSWERS_A_MINUTE = 60
LARGEST_ANSWER = 24 * 1024
# Of extensions, some browsers answer more than they were asked.
DEEPEST_ANSWER = 8
# Where the key is kept is the authenticator's own word: neither hwk nor swk is claimed of it (RFC 8176).
PROOF = Passed(key=KEY, factors=frozenset({HAVE, UNLOCK}), amr=("pop", "user"), is_phishing_resistant=True)


@dataclass(frozen=True)
class Answer:
    """What a browser answered, unjudged, and the challenge that was used up for it."""

    credential: dict[str, Any]
    challenge: str

    @property
    def credential_id(self) -> str:
        said = self.credential.get("id")
        return said if isinstance(said, str) else ""


def read_answer(request: HttpRequest, fields: QueryDict, *, asked_for: str) -> Answer:
    """Count an answer, then use up its challenge, then read it. Raises PasskeyTooLate, PasskeyNotTaken.

    `fields` are those of the form that brought it.
    """
    count(*networks_of(request, KEY, a_minute=ANSWERS_A_MINUTE))
    challenge = spend(request, fields.get("sealed", ""), asked_for=asked_for)
    written = fields.get("answer", "")
    if len(written) > LARGEST_ANSWER:
        raise PasskeyNotTaken("too_large")
    try:
        return Answer(read_object(written.encode(), deepest=DEEPEST_ANSWER), challenge)
    except SignatureRejected as refused:
        raise PasskeyNotTaken(refused.reason) from refused


def take_from_anybody(request: HttpRequest, answer: Answer) -> Passkey:
    """Take an answer where nobody has said who they are: the passkey says it. Return it, with its `user`."""
    found = known_passkeys().filter(credential_id=answer.credential_id).first()
    if found is None:
        raise _not_taken(answer, "unknown")
    user = found.user
    try:
        if find_for_sign_in(user.username, tenant=user.tenant) is None:
            raise _not_taken(answer, f"{user.username} may not sign in")
        return _take(request, answer, found, rules=method_rules(user.tenant), needs_handle=True)
    except PasskeyNotTaken as refusal:
        record(
            SIGN_IN_REFUSED,
            tenant=user.tenant,
            subject=user,
            username=user.username,
            method=KEY,
            reason=refusal.reason,
            browser=asking_browser(request).label,
            address=client_address(request),
        )
        raise


def take_from(
    request: HttpRequest, answer: Answer, whose: User, *, rules: Rules, needs_handle: bool
) -> Passkey:
    """Take an answer from this person, or from nobody at the same cost."""
    found = passkeys_of(whose).filter(credential_id=answer.credential_id).first()
    if found is not None:
        found.user = whose
    return _take(request, answer, found, rules=rules, needs_handle=needs_handle)


def _take(
    request: HttpRequest, answer: Answer, found: Passkey | None, *, rules: Rules, needs_handle: bool
) -> Passkey:
    if found is None or why_not(taken_of(found.user, rules), found):
        raise _not_taken(answer, "unknown, or of a kind that is not taken")
    if not allowance_of(found.user, KEY, rules).is_allowed:
        raise _not_taken(answer, f"{found.user.username} may not use passkeys")
    try:
        used = verify_passkey(
            credential=answer.credential,
            kept=Kept(
                public_key=found.public_key,
                sign_count=found.sign_count,
                is_synced=found.is_synced,
                handle=found.user.passkey_owner.handle,
            ),
            expected_challenge=answer.challenge,
            expected_rp_id=rp_id(),
            expected_origin=settings.PUBLIC_URL,
            needs_handle=needs_handle,
        )
    except SignatureRejected as refused:
        raise PasskeyNotTaken(refused.reason) from refused
    if not use(found, used, place=place_of(client_address(request))):
        raise PasskeyNotTaken("suspended, or gone meanwhile", reason="passkey_copied")
    return found


def _not_taken(answer: Answer, detail: str) -> PasskeyNotTaken:
    """Of a passkey that nobody has, the browser may be told: of any other it would forget what still counts."""
    is_kept = Passkey.objects.filter(credential_id=answer.credential_id).exists()
    return PasskeyNotTaken(detail, credential_id="" if is_kept else answer.credential_id)
