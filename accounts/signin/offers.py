"""What may be asked now: of anybody of a tenant to begin with, and of this person once something is proven.

Whatever a browser may know before anything is proven is the same for every username of a tenant: the methods
shown are those the tenant offers, not those the account has (A18).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.methods.proof import Passed
from accounts.policy import facts as policy
from accounts.policy.need import Need
from accounts.policy.preference import Likes
from accounts.policy.rules import (
    Decision,
    MethodFacts,
    decide,
    is_allowed,
    may_begin,
)
from accounts.policy.steps.left import left_in_known_browser, left_on_trusted_network
from accounts.policy.steps.trusted import trusted_network
from accounts.policy.strengths.required import also, by_application, of_person
from accounts.refusals import Refusal
from accounts.signin import owed
from accounts.signin.browser.remembering import proofs_remembered
from accounts.signin.events import OUT_OF_REACH, REMEMBERED, TRUSTED
from accounts.signin.offering import is_strongest_first, preferred
from accounts.signin.owed import Obligation
from accounts.signin.road.having import Asking, is_offered
from accounts.signin.unfinished import SignIn
from accounts.tenants.models import Tenant
from accounts.users.models import User


class NotOffered(Refusal):
    """The tenant offers this method to nobody now."""

    code = "not_offered"
    public_text = _("Your organisation does not offer this way to sign in. Start again to see the others.")
    status = 403


class NotAskedFor(Refusal):
    """This person cannot prove this now, or need not: the sign-in went on in another tab, say."""

    code = "not_asked_for"
    heading = _("This step is not asked now")
    public_text = _(
        "This way to sign in is not asked of you now; another tab may have gone on. Go on where your sign-in is."
    )
    status = 403


class NotRecoverable(Refusal):
    """This person has too little to replace what they forgot."""

    code = "not_recoverable"
    heading = _("One more way is needed")
    public_text = _(
        "This account has no other way to show that it is yours, so nothing was changed. Ask your admin for help."
    )
    status = 403


class NoWayIn(Refusal):
    """What this person has cannot prove what is needed."""

    code = "no_way_in"
    public_text = _(
        "Your organisation asks for one more step than this account has. Ask your admin for a one-time link, "
        "then add one more way to sign in."
    )
    status = 403


def verdict(sign_in: SignIn, user: User, rules: policy.Rules, *, asking: type[Asking] = Asking) -> Decision:
    """What this sign-in needs next, by its tenant's policy and its wish; `rules` are those of the user's tenant.

    A wish that this person can never have granted keeps nobody out: they are signed in as far as their organisation
    asks, and the page they wished for tells what is missing. What this browser remembers, and a trusted network, help
    with what is asked of everybody, never with what is wished for (A19, E09). Where something is to be recovered,
    nothing is ever enough to be signed in: once all is proven, the page that replaces it is owed (T22). `asking` is how
    what they have is asked for.
    """
    if sign_in.recovers:
        return _to_recover(sign_in, user, rules)
    asked_of_all = _asked_of_them(sign_in, user)
    decision = _of_sign_in(asked_of_all, sign_in, user, rules, asking)
    if asked_of_all is None or decision.is_enough or decision.owe:
        return decision
    left, why = _left_here(asked_of_all, sign_in, user, rules, decision)
    if left == asked_of_all:
        return decision
    here = _of_sign_in(left, sign_in, user, rules, asking)
    return replace(here, reasons=(*here.reasons, why))


def _asked_of_them(sign_in: SignIn, user: User) -> Need | None:
    """What the organisation asks of this person to sign in; of a stranger what it asks of everybody (A18)."""
    if not sign_in.may_tell:
        return policy.need_of_strangers(user.tenant)
    need = policy.need_of(user)
    return also(need, of_person(user)) if need is not None else None


def _wished_for(sign_in: SignIn, user: User) -> Need:
    """What is opened asks for, and what their organisation requires of whoever opens it."""
    wish = sign_in.wish
    return also(wish.need, by_application(user.tenant, wish.of)) if sign_in.may_tell else wish.need


def _of_sign_in(
    asked_of_all: Need | None, sign_in: SignIn, user: User, rules: policy.Rules, asking: type[Asking]
) -> Decision:
    owes = owed.owed_by(user, sign_in) if sign_in.passed else ()
    wished = asked_of_all.and_also(_wished_for(sign_in, user)) if asked_of_all else None
    decision = _decide(wished, user, rules, sign_in.passed, owes, asking)
    # Of a stranger nothing is asked twice: how long it takes tells nothing of the account (A18).
    if decision.is_enough or decision.prove or decision.owe or not sign_in.may_tell:
        return decision
    plain = _decide(asked_of_all, user, rules, sign_in.passed, owes, asking)
    if wished == asked_of_all:
        return plain
    return replace(plain, reasons=(*plain.reasons, OUT_OF_REACH), ways=plain.ways or decision.ways)


def _left_here(
    need: Need, sign_in: SignIn, user: User, rules: policy.Rules, decision: Decision
) -> tuple[Need, str]:
    """What is left of what is asked of everybody, on this network and in this browser, and which of them spares it.

    Neither spares anything of whoever is signed in and proves themselves once more.
    """
    counted = [proof for proof in sign_in.passed if proof.key in decision.counted]
    if need.factors > 1 and not sign_in.is_again and trusted_network(user.tenant, sign_in.address):
        return left_on_trusted_network(need, counted=counted), TRUSTED
    remembered = proofs_remembered(sign_in, user, rules) if need.factors > 1 else []
    return left_in_known_browser(need, counted=counted, remembered=remembered), REMEMBERED


def _to_recover(sign_in: SignIn, user: User, rules: policy.Rules) -> Decision:
    forgotten = registry.find(sign_in.recovers)
    recovery = registry.recovery_of(sign_in.recovers)
    if recovery is None or (sign_in.passed and forgotten is not None and not _has(forgotten, user, rules)):
        return Decision(reasons=("not_recoverable",))
    # What this person needs is looked up only once they have proven something: time tells nothing of them (A18).
    asked = recovery.need(user) if sign_in.passed else Need()
    need = replace(asked, without=asked.without | {sign_in.recovers}, in_person=True)
    return _decide(need, user, rules, sign_in.passed, (recovery.owes,), is_recovery=True)


def _has(method: VerificationMethod, user: User, rules: policy.Rules) -> bool:
    return is_allowed(method.key, policy.allowances(user, rules)) and method.is_registered_for(user)


def stuck(sign_in: SignIn, reasons: Sequence[str]) -> Refusal:
    """What to tell somebody who has nothing left to prove though it is not enough."""
    refusal = NotRecoverable if sign_in.recovers else NoWayIn
    return refusal(f"{sign_in.username}: {', '.join(reasons)}")


def judge(need: Need, user: User, proofs: Iterable[Passed], *, asking: type[Asking] = Asking) -> Decision:
    """Whether what a session has proven meets this need now, while everything that proved it still stands."""
    return _decide(need, user, policy.method_rules(user.tenant), tuple(proofs), (), asking)


def _decide(
    need: Need | None,
    user: User,
    rules: policy.Rules,
    passed: Sequence[Passed],
    owes: Sequence[str],
    asking: type[Asking] = Asking,
    *,
    is_recovery: bool = False,
) -> Decision:
    """Asks first of what has been proven, and only when that is not enough of everything else."""
    asked = asking(user, rules, passed, is_recovery=is_recovery)
    proven = {key: asked.facts_of(registry.get(key)) for key in asked.proofs if registry.find(key)}
    decision = decide(need, methods=list(proven.values()), passed=passed, owed=owes)
    if decision.is_enough or decision.owe:
        return decision
    everything = [proven.get(method.key) or asked.facts_of(method) for method in registry.in_order()]
    return decide(need, methods=everything, passed=passed, owed=owes)


def facts_of(user: User, rules: policy.Rules) -> list[MethodFacts]:
    """Every method as it stands for this person before anything is proven, the preferred first."""
    asking = Asking(user, rules, ())
    return [asking.facts_of(method) for method in registry.in_order()]


def offered_by(rules: policy.Rules, *, recovers: str = "") -> list[VerificationMethod]:
    """What anybody of the tenant with these rules may begin with, as far as a stranger may know.

    Or, of whoever has forgotten the way with the key `recovers`, what may be asked instead.
    """
    offered = [method for method in registry.in_order() if is_offered(rules.get(method.key))]
    if recovers:
        return [method for method in offered if method.begins_recovery and method.key != recovers]
    return [method for method in offered if method.can_start]


def begun_with(tenant: Tenant, sign_in: SignIn, rules: policy.Rules) -> list[VerificationMethod]:
    """What a stranger is shown: of what anybody may begin with, what the application that they open takes (A14).

    What an application requires tells nothing of anybody (A18).
    """
    offered = offered_by(rules, recovers=sign_in.recovers)
    if sign_in.recovers:
        return offered
    required = [one.strength for one in by_application(tenant, sign_in.wish.of)]
    taken = [one for one in offered if all(may_begin(strength, one.proves) for strength in required)]
    return taken or offered


def check_offered(rules: policy.Rules, key: str, *, recovers: str = "") -> None:
    """Refuses a page whose method the tenant does not offer now, to all alike (E19, A18)."""
    if key not in {method.key for method in offered_by(rules, recovers=recovers)}:
        raise NotOffered(f"the tenant does not offer {key}")


def first_method(
    tenant: Tenant, sign_in: SignIn, user: User | None, rules: policy.Rules
) -> VerificationMethod:
    """The page a username leads to: what is wished for, what this browser used last, else what the tenant prefers.

    Personal accounts begin with the fallback and offer the best beside it (A11). Of a `user` who is signed in, only
    what they can prove is asked. The strongest first (A26): of a stranger's name it is the strongest of what the tenant
    offers, or of what was proven in this browser before, and never of what the account has (A18).
    """
    theirs = what_helps(verdict(sign_in, user, rules)) if user is not None else []
    offered = theirs or begun_with(tenant, sign_in, rules)
    if not offered:
        raise NoWayIn(f"tenant {tenant.slug} offers no method to begin with")
    is_known = bool(theirs) or sign_in.known_browser
    fallback = next((method.key for method in offered if method.is_fallback), "")
    likes = Likes(
        wished=sign_in.wish.method,
        last=sign_in.last_method,
        default=fallback if tenant.is_personal else "",
        passed=frozenset(() if theirs else sign_in.passed_before),
        # Whoever knows the name of a personal account rings for nobody by writing it.
        strongest_first=is_strongest_first(tenant) and (is_known or not tenant.is_personal),
    )
    return preferred(offered, likes)


def next_of(decision: Decision, user: User, sign_in: SignIn) -> VerificationMethod | Obligation:
    """What comes next: what is owed, else what is left to prove; its page leads to the others (F02).

    First what was the second step in this browser last, else what the person chose as their default, else the best;
    where the tenant would have it so, the strongest (A12, A26).
    """
    if decision.owe:
        return owed.get(decision.owe)
    likes = Likes(
        last=sign_in.last_second,
        default=user.default_method,
        strongest_first=is_strongest_first(user.tenant),
    )
    return preferred(what_helps(decision), likes)


def choices(
    tenant: Tenant, sign_in: SignIn, user: User | None, rules: policy.Rules
) -> list[VerificationMethod]:
    """What may be proven now: what the tenant offers to a stranger, what this person can prove to themselves (A18)."""
    if sign_in.may_tell and user is not None:
        return what_helps(verdict(sign_in, user, rules))
    return begun_with(tenant, sign_in, rules)


def what_helps(decision: Decision) -> list[VerificationMethod]:
    """What can be proven next that brings this person further, the preferred first."""
    return [registry.get(key) for key in decision.prove]
