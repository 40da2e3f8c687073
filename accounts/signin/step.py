"""Step: one way of proving oneself in this browser's sign-in, as the page that asks for it sees it.

Everything here is done alike for real people and for names that nobody has, so that no page tells them apart (A18).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from accounts.audit.log import record
from accounts.audit.unknown_names import count_unknown_name
from accounts.methods import registry
from accounts.policy.facts import Rules, allowance_of, rules_of
from accounts.policy.networks import refuse_blocked
from accounts.policy.rules import Decision
from accounts.refusals import NoSignInUnderWay
from accounts.signin import offers
from accounts.signin.browser.remembering import days_offered, is_spare
from accounts.signin.events import SIGN_IN_REFUSED, said_of
from accounts.signin.offering import OtherWays, other_ways
from accounts.signin.road.adding import verdict
from accounts.signin.road.whose import current, tenant_of_sign_in, user_of
from accounts.signin.unfinished import SignIn
from accounts.tenants.models import Tenant
from accounts.throttle import recovery
from accounts.throttle.guesses import STRANGERS, TRIES, WAIT_SECONDS, Guesses
from accounts.users.access import nobody
from accounts.users.models import User
from accounts.users.places import client_network
from accounts.users.strangers import networks_of

# Of what strangers guess at, whoever it is of; a page has the tries of its own person beside it.
GUESSES_A_MINUTE = 20


@dataclass
class Step:
    """What the page of the method `key` works with. `rules` are the tenant's, just read.

    `is_new`: the sign-in began with this very request, so nothing was asked in it before.
    """

    request: HttpRequest
    key: str
    sign_in: SignIn
    tenant: Tenant
    rules: Rules
    is_new: bool = False

    @cached_property
    def user(self) -> User | None:
        """Who is signing in, None for a name nobody may use."""
        return user_of(self.sign_in, self.tenant)

    @property
    def person(self) -> User:
        """The same, where nobody else could have come this far. Raises NoSignInUnderWay."""
        if self.user is None:
            raise NoSignInUnderWay(f"{self.sign_in.username} is nobody's")
        return self.user

    @property
    def whose(self) -> User:
        """The same, or a stand-in: what is asked of one is asked of the other (A18)."""
        return self.user or nobody(self.sign_in.username, tenant=self.tenant)

    @cached_property
    def decision(self) -> Decision:
        """What this sign-in needs next, asked once for a page. A proof that is added to it makes another step of it."""
        return offers.verdict(self.sign_in, self.whose, self.rules)

    @cached_property
    def others(self) -> OtherWays:
        """The ways beside this one; for a stranger nobody is looked up for it (A18)."""
        if self.sign_in.may_tell and self.user is not None:
            ways = offers.what_helps(self.decision)
        else:
            ways = offers.begun_with(self.tenant, self.sign_in, self.rules)
        return other_ways(ways, but=self.key)

    @property
    def context(self) -> dict[str, Any]:
        """What every such page shows."""
        return {
            "username": self.sign_in.username,
            "tenant": self.tenant,
            "others": self.others,
            "days_offered": self._days_offered(),
            **what_for(self.sign_in),
        }

    def _days_offered(self) -> int:
        """For how many days this step may be remembered; for a stranger nobody is looked up for it (A18)."""
        return days_offered(self.sign_in, self.whose) if self.sign_in.passed and not is_spare(self.key) else 0

    @cached_property
    def is_known(self) -> bool:
        """Is this the browser used before that began, and not a stranger?

        One that changed its cookie since is one: it would get fresh tries with each change.
        """
        return self.sign_in.is_still_in(self.request) and self.sign_in.has_used(self.key)

    def who_may(self) -> User | None:
        """Who is signing in, if they may use this method: asked for a name nobody has as well."""
        return self.user if allowance_of(self.whose, self.key, self.rules).is_allowed else None

    def count_try(self, *, tries: int = TRIES, wait_seconds: int = WAIT_SECONDS) -> Guesses:
        """Count a try before it is verified: strangers together per username, a known browser apart (T15, E16).

        Strangers are counted by their networks as well. Return where to report how it ended.

        A storm of tries locks out only strangers. One that would replace a forgotten way counts for that as well (T29).
        """
        if self.sign_in.recovers:
            recovery.refuse_locked(self.sign_in.username)
        guesses = Guesses(
            method=self.key,
            username=self.sign_in.username,
            whose=self.sign_in.browser_digest if self.is_known else STRANGERS,
            tries=tries,
            wait_seconds=wait_seconds,
            also=(recovery.limit_of(self.sign_in.username),) if self.sign_in.recovers else (),
        )
        guesses.count(
            *(() if self.is_known else networks_of(self.request, self.key, a_minute=GUESSES_A_MINUTE))
        )
        return guesses

    def fail(self, reason: str) -> None:
        """Write down that what was given was wrong; a name that nobody may use is only counted (T39)."""
        if self.user is None:
            count_unknown_name(self.tenant.pk, network=client_network(self.request))
            return
        record(
            SIGN_IN_REFUSED,
            tenant=self.tenant,
            subject=self.user,
            username=self.sign_in.username,
            method=self.key,
            reason=reason,
            **said_of(self.request, self.sign_in),
        )


def what_for(sign_in: SignIn) -> dict[str, Any]:
    """For what a page asks, and where it leads should it be sent when all is over (A24)."""
    wish = sign_in.wish
    recovery = registry.recovery_of(sign_in.recovers) if sign_in.recovers else None
    return {
        "application": wish.application,
        "is_again": sign_in.is_again,
        "return_to": wish.return_to,
        "recovers": recovery.asks if recovery is not None else "",
    }


def step_of(request: HttpRequest, key: str) -> Step:
    """Return the step of this method in this browser's sign-in.

    Raises NotOffered where the tenant does not offer it to begin with, NotAskedFor where it is not among what this
    person is asked for, once that may be told.
    """
    sign_in = current(request)
    tenant = tenant_of_sign_in(sign_in)
    step = Step(request, key, sign_in, tenant, rules_of(tenant))
    if not sign_in.may_tell:
        if not sign_in.known_browser:
            refuse_blocked(request, tenant)
        if key == sign_in.recovers:
            raise offers.NotAskedFor(f"{sign_in.username} has forgotten {key}")
        offers.check_offered(step.rules, key, recovers=sign_in.recovers)
    elif step.user is None or key not in step.decision.prove:
        raise offers.NotAskedFor(f"{sign_in.username} is not asked for {key}")
    return step


def step_owed(request: HttpRequest, key: str) -> Step:
    """Return the step of whoever owes what has this key now, before they are signed in. Raises NoSignInUnderWay."""
    sign_in = current(request)
    tenant = tenant_of_sign_in(sign_in)
    step = Step(request, key, sign_in, tenant, rules_of(tenant))
    # Before anything is proven nobody owes anything, and nobody is looked up for it (A18).
    if not sign_in.passed or verdict(sign_in, step.person, step.rules).owe != key:
        raise NoSignInUnderWay(f"{sign_in.username} does not owe {key} now")
    return step
