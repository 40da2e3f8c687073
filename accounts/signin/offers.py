"""What may be asked now: of anybody of a tenant to begin with, and of this person once something is proven.

Whatever a browser may know before anything is proven is the same for every username of a tenant: the methods
shown are those the tenant offers, not those the account has (A18).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy import services as policy
from accounts.policy.rules import Decision, MethodFacts, MethodRule, decide
from accounts.refusals import Refusal
from accounts.signin.unfinished import SignIn
from accounts.tenants.models import Tenant
from accounts.users.models import User


class NotOffered(Refusal):
    code = "not_offered"
    public_text = _("Your organisation does not offer this way to sign in. Start again to see the others.")
    status = 403


class NoWayIn(Refusal):
    code = "no_way_in"
    public_text = _(
        "Your organisation asks for one more step than this account has. Ask your admin for a one-time link, "
        "then add your phone."
    )
    status = 403


def verdict(sign_in: SignIn, user: User, rules: policy.Rules) -> Decision:
    """What the policy says of this sign-in; `rules` are those of the user's tenant."""
    allowed = policy.allowances(user, rules)
    passed = {proof.key for proof in sign_in.proofs}
    facts = [
        _facts_of(
            method,
            user,
            is_allowed=not method.by_policy or (method.key in allowed and allowed[method.key].is_allowed),
            is_passed=method.key in passed,
            something_passed=bool(passed),
        )
        for method in registry.in_order()
    ]
    settings_of_tenant = policy.policy_of(user.tenant)
    two_step = settings_of_tenant.two_step if settings_of_tenant else None
    return decide(two_step=two_step, methods=facts, passed=sign_in.proofs)


def _facts_of(
    method: VerificationMethod, user: User, *, is_allowed: bool, is_passed: bool, something_passed: bool
) -> MethodFacts:
    """Asks the method only what can matter: at first whether one may begin with it, later whether one has it."""
    # Asked of everybody, allowed or not: before anything is proven, time tells nothing of the account (A18).
    may_start = method.may_start_for(user) and is_allowed
    matters = is_allowed and (is_passed or (method.can_follow and something_passed))
    return MethodFacts(
        key=method.key,
        is_allowed=is_allowed,
        is_registered=may_start or (matters and method.is_registered_for(user)),
        may_start=may_start,
        may_follow=method.can_follow,
    )


def offered_by(rules: policy.Rules) -> list[VerificationMethod]:
    """What anybody of the tenant with these rules may begin with, as far as a stranger may know."""
    return [m for m in registry.in_order() if m.can_start and _is_offered(rules.get(m.key))]


def check_offered(rules: policy.Rules, key: str) -> frozenset[str]:
    """Refuses a page whose method the tenant does not offer now, to all alike (E19, A18); tells what it offers."""
    offered = frozenset(method.key for method in offered_by(rules))
    if key not in offered:
        raise NotOffered(f"the tenant does not offer {key}")
    return offered


def first_method(tenant: Tenant, sign_in: SignIn) -> VerificationMethod:
    """The page a username leads to: what this browser used last for this account, else what the tenant prefers.

    Personal accounts begin with the password and offer the phone beside it (A11).
    """
    offered = offered_by(policy.method_rules(tenant))
    if not offered:
        raise NoWayIn(f"tenant {tenant.slug} offers no method to begin with")
    remembered = [m for m in offered if m.key == sign_in.last_method]
    return (remembered or (offered[::-1] if tenant.is_personal else offered))[0]


def _is_offered(rule: MethodRule | None) -> bool:
    return rule is not None and rule.is_on and (rule.for_everyone or bool(rule.include))
