"""Each step that a sign-in would ask, as it would be answered by what is offered first, and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from accounts import clock
from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.facts import Rules
from accounts.policy.need import Need
from accounts.policy.rules import OFFERED, Decision
from accounts.signin import offers
from accounts.signin.owed import ToAdd
from accounts.signin.proven import SignedIn
from accounts.signin.road.adding import to_add, to_begin_with, verdict
from accounts.signin.supposed.asking import Supposing, proof_of
from accounts.signin.unfinished import SignIn
from accounts.signin.wish import Wish
from accounts.throttle.guesses import STRANGERS, Guesses, seconds_shut_of
from accounts.users.models import KnownBrowser, User
from accounts.users.places import is_in

# Why nobody would get as far as a first step.
DISABLED, BLOCKED, OUT_OF_USE, NETWORK = "disabled", "blocked", "out_of_use", "network"
# More than any sign-in has: whatever rules come, a walk ends.
MOST_STEPS = 20
SIGNED_IN, ADDS, STUCK = "signed_in", "adds", "stuck"


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """A sign-in: `browser` is one that they used before, None for one that is new; `passed` keys of what is proven.

    `of` is the key of the application that they are on the way to (accounts.policy.strengths.applications).
    """

    user: User
    rules: Rules
    need: Need = Need()
    of: str = ""
    browser: KnownBrowser | None = None
    address: str = ""
    passed: Sequence[str] = ()


@dataclass(frozen=True)
class WayThere:
    """One way at a step: is it shown, and what comes of it? `shut`: for how many seconds no try is taken."""

    method: VerificationMethod
    outcome: str
    is_shown: bool
    shut: int = 0

    @property
    def can_be_used(self) -> bool:
        return self.outcome == OFFERED


@dataclass(frozen=True)
class Step:
    """`first` is the way that the page begins with, `answered` the one that the walk goes on by; what `lacks` then.

    `is_beginning`: nothing is proven yet, so everybody is shown the same. `owes` is the key of what is owed instead.
    """

    first: VerificationMethod | None = None
    answered: VerificationMethod | None = None
    ways: list[WayThere] = field(default_factory=list)
    lacks: tuple[str, ...] = ()
    is_beginning: bool = False
    owes: str = ""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What would come of it: `refused` before the first step, or `steps` and their `end`.

    `spurned` is what was said to be proven and does not count, with why; `left` what came of each way where more was
    lacking at the end; `add` what they would owe in their session.
    """

    refused: str = ""
    steps: Sequence[Step] = ()
    end: str = STUCK
    reasons: tuple[str, ...] = ()
    spurned: Mapping[str, str] = field(default_factory=dict)
    left: Sequence[WayThere] = ()
    add: ToAdd | None = None
    signed_in: SignedIn | None = None


def walk(supposed: Supposed) -> Walk:
    """Say what would be asked. Reads, and changes nothing."""
    refused = _refused(supposed)
    if refused:
        return Walk(refused=refused)
    sign_in, user, rules = _begun(supposed), supposed.user, supposed.rules
    decision = verdict(sign_in, user, rules, asking=Supposing)
    spurned = {key: outcome for key, outcome in decision.ways if key in _spurned(sign_in, decision)}
    steps: list[Step] = []
    for _each in range(MOST_STEPS):
        sign_in.keep_only(decision.counted)
        step = _step(supposed, sign_in, decision)
        if step is None:
            break
        steps.append(step)
        if step.owes:
            sign_in.settled.append(step.owes)
        elif step.answered is not None:
            sign_in.passed.append(proof_of(step.answered))
        else:
            break
        decision = verdict(sign_in, user, rules, asking=Supposing)
    left = _ways(sign_in, decision, set()) if sign_in.passed else ()
    return replace(_end(sign_in, user, rules, decision), steps=steps, spurned=spurned, left=left)


def _refused(supposed: Supposed) -> str:
    """As find_for_sign_in and refuse_blocked have it."""
    user, tenant = supposed.user, supposed.user.tenant
    if not tenant.is_active:
        return OUT_OF_USE
    if not user.may_sign_in:
        return DISABLED if not user.is_active else BLOCKED
    is_blocked = supposed.browser is None and is_in(supposed.address, tenant.blocked_networks)
    return NETWORK if is_blocked else ""


def _begun(supposed: Supposed) -> SignIn:
    user, browser = supposed.user, supposed.browser
    return SignIn(
        username=user.username,
        tenant_id=str(user.tenant_id),
        user_id=str(user.pk),
        binding="",
        started_at=int(clock.seconds()),
        wish=Wish(need=supposed.need, of=supposed.of),
        auth_hash=user.get_session_auth_hash(),
        browser_digest=browser.browser_digest if browser else "",
        last_method=browser.last_method if browser else "",
        last_second=browser.last_second if browser else "",
        passed_before=browser.methods_passed if browser else [],
        stays=browser.stays if browser else None,
        is_remembered=bool(browser and browser.remembered),
        address=supposed.address,
        passed=[proof_of(registry.get(key)) for key in supposed.passed],
    )


def _spurned(sign_in: SignIn, decision: Decision) -> set[str]:
    return {proof.key for proof in sign_in.passed} - decision.counted


def _step(supposed: Supposed, sign_in: SignIn, decision: Decision) -> Step | None:
    """What is asked now; None where nothing is. At first what anybody is shown, whoever they are (A18)."""
    if decision.owe:
        return Step(owes=decision.owe)
    if decision.is_enough or not (decision.prove or not sign_in.passed):
        return None
    begins, shown = _page(supposed, sign_in, decision)
    ways = _ways(sign_in, decision, shown)
    return Step(begins, _answered(begins, ways), ways, decision.reasons, is_beginning=not sign_in.passed)


def _page(
    supposed: Supposed, sign_in: SignIn, decision: Decision
) -> tuple[VerificationMethod | None, set[str]]:
    """The way that the page begins with, and the keys of all that it shows."""
    if sign_in.passed:
        then = offers.next_of(decision, supposed.user, sign_in)
        return then if isinstance(then, VerificationMethod) else None, set(decision.prove)
    tenant = supposed.user.tenant
    offered = offers.begun_with(tenant, sign_in, supposed.rules)
    shown = {method.key for method in offered}
    return offers.first_method(tenant, sign_in, None, supposed.rules) if offered else None, shown


def _ways(sign_in: SignIn, decision: Decision, shown: set[str]) -> list[WayThere]:
    """Every way that is ever asked for in a sign-in, as it stands at this step."""
    methods = [registry.get(key) for key, _outcome in decision.ways]
    asked = [method for method in methods if method.can_start or method.can_follow]
    shut = _shut(sign_in, [method.key for method in asked])
    outcomes = dict(decision.ways)
    return [
        WayThere(method, outcomes[method.key], method.key in shown, shut.get(method.key, 0))
        for method in asked
    ]


def _shut(sign_in: SignIn, keys: Sequence[str]) -> Mapping[str, int]:
    """Which of these methods take no try now, after wrong ones: of this browser's, or of strangers (E16)."""
    return seconds_shut_of(
        Guesses(
            method=key,
            username=sign_in.username,
            whose=sign_in.browser_digest if sign_in.known_browser and sign_in.has_used(key) else STRANGERS,
        )
        for key in keys
    )


def _answered(first: VerificationMethod | None, ways: Sequence[WayThere]) -> VerificationMethod | None:
    """The way they would go on by: the one that comes first, else the best that they have."""
    open_to_them = [way.method for way in ways if way.can_be_used and way.is_shown and not way.shut]
    return first if first in open_to_them else next(iter(open_to_them), None)


def _end(sign_in: SignIn, user: User, rules: Rules, decision: Decision) -> Walk:
    if decision.is_enough:
        signed_in = SignedIn(tuple(sign_in.passed), auth_time=0)
        add = to_add(user, sign_in, rules)
        return Walk(end=SIGNED_IN, reasons=decision.reasons, add=add, signed_in=signed_in)
    if not decision.prove:
        add = to_begin_with(user, sign_in, rules, asking=Supposing)
        if add is not None:
            return Walk(end=ADDS, reasons=decision.reasons, add=add)
    return Walk(end=STUCK, reasons=decision.reasons)
