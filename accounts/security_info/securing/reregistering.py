"""*Require re-registration*: what somebody signs in with is stopped, and added anew at their next sign-in (E04).

As elsewhere the password stays: it is what they begin with. Everything else of their own is stopped, as when something
is wrong with an account (D10), so whoever looks after them can bring one thing back that turns out to be theirs.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event
from accounts.audit.log import record
from accounts.methods import registry
from accounts.methods.contract import Thing
from accounts.security_info.securing import in_flight
from accounts.security_info.securing.services import stop_all
from accounts.users import own_browsers
from accounts.users.access import lock_person
from accounts.users.models import User
from accounts.users.services import close_sessions

REQUIRED = event(
    "user:securing:reregistration_required",
    _("Everything but the password stopped, to be registered anew"),
    told=True,
    to_person=_("You set up your ways to sign in anew: those you had, but your password, are stopped"),
)


@transaction.atomic
def require_reregistration(user: User, *, actor: User) -> list[str]:
    """Stop everything of the user's but what most people have, and have them add a way anew; return what was stopped.

    Every session ends, every browser is forgotten, and what was on its way to becoming a way in ends.
    """
    locked = lock_person(user, actor=actor)
    stopped, _effects = stop_all(locked, keep=_left_with(locked))
    in_flight.end_all(locked)
    close_sessions(locked)
    own_browsers.forget_all(locked.pk, but_digest="")
    User.objects.filter(pk=locked.pk).update(registers_anew_at=Now())
    record(REQUIRED, tenant=locked.tenant, subject=locked, actor=actor, stopped=stopped)
    return stopped


def _left_with(locked: User) -> frozenset[Thing]:
    """What they begin their next sign-in with, where they have it."""
    fallbacks = [method for method in registry.in_order() if method.is_fallback]
    return frozenset((method.key, row.id) for method in fallbacks for row in method.rows_for(locked))
