"""*Don't ask again on this browser*: what was proven as a second step is not asked in it for a while (A19).

It helps with what an organisation asks of everybody, never with what a page asks for. It is kept with the known
browser, so that it holds only with the secret in that browser's cookie (T34); it counts while what proved it stands,
and ends with the password, with all sessions, and when the browser is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from accounts import clock
from accounts.methods import registry
from accounts.methods.proof import Passed
from accounts.policy import facts as policy
from accounts.policy.rules import is_allowed
from accounts.signin.browser.settings import skip_days
from accounts.signin.unfinished import SignIn
from accounts.stored import as_stored, read_stored
from accounts.throttle.counting import DAY
from accounts.users.models import KnownBrowser, User

FIELD = "dont_ask_again"


@dataclass(frozen=True)
class Remembered:
    """What was proven, when, and for how many days it was to be remembered then; `auth_hash` says as whom, exactly."""

    proofs: tuple[Passed, ...]
    at: int
    days: int
    auth_hash: str

    def until(self, days_now: int) -> int:
        """When it ends, in seconds since the epoch: never later than the policy says now."""
        return self.at + min(self.days, days_now) * DAY


def days_offered(sign_in: SignIn, user: User) -> int:
    """For how many days this step may be remembered in this browser; 0 where that is no question.

    It is one of a second step, which the organisation asks at every sign-in, after something of one's own. `user` may
    be a stand-in.
    """
    has_begun = any(not proof.is_granted for proof in sign_in.passed)
    if sign_in.is_again or sign_in.recovers or not has_begun:
        return 0
    need = policy.need_of(user)
    return skip_days(user.tenant) if need is not None and need.factors > 1 else 0


def is_spare(key: str) -> bool:
    """Is this for when the others are not at hand? It is given once, and stands for nothing later."""
    method = registry.find(key)
    return method is not None and method.is_spare


def note_wish(sign_in: SignIn, proof: Passed, user: User, *, is_ticked: bool) -> None:
    """The page that proved this says whether it need not be asked again; called before the proof is added."""
    if is_ticked and not proof.is_granted and not is_spare(proof.key) and days_offered(sign_in, user):
        sign_in.remember.append(proof.key)


def what_to_remember(sign_in: SignIn, user: User) -> Any:
    """What the known browser keeps of a finished sign-in, as it is stored; empty when nothing is to be remembered."""
    proofs = tuple(proof for proof in sign_in.passed if proof.key in sign_in.remember)
    days = skip_days(user.tenant)
    if not proofs or not days:
        return {}
    return as_stored(Remembered(proofs, int(clock.seconds()), days, user.get_session_auth_hash()))


def proofs_remembered(sign_in: SignIn, user: User, rules: policy.Rules) -> list[Passed]:
    """What this sign-in's browser remembers and still stands; read anew, for it may just have been forgotten."""
    if not sign_in.is_remembered or sign_in.is_again or not sign_in.passed:
        return []
    row = KnownBrowser.objects.filter(user=user, browser_digest=sign_in.browser_digest).first()
    kept = _still_kept(row, user) if row is not None else None
    if kept is None:
        return []
    allowed = policy.allowances(user, rules)
    return [proof for proof in kept.proofs if is_allowed(proof.key, allowed) and _stands(proof, user)]


def remembered_until(row: KnownBrowser, user: User) -> datetime | None:
    """Until when a second step is not asked in this browser of the user's; None when it is."""
    kept = _still_kept(row, user)
    if kept is None or not any(_stands(proof, user) for proof in kept.proofs):
        return None
    return datetime.fromtimestamp(kept.until(skip_days(user.tenant)), tz=UTC)


def _still_kept(row: KnownBrowser, user: User) -> Remembered | None:
    kept = read_stored(Remembered, row.remembered) if row.remembered else None
    if kept is None or clock.seconds() >= kept.until(skip_days(user.tenant)):
        return None
    # Another password, or the end of all sessions (a report, a lost phone, an admin), is the end of this as well.
    return kept if user.still_has(kept.auth_hash) else None


def _stands(proof: Passed, user: User) -> bool:
    method = registry.find(proof.key)
    return method is not None and method.still_stands(user, proof)
