"""What is removed with an account, counted: whoever closes one sees it before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.sessions.standing import sessions_of
from accounts.users.models import KnownBrowser, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def what_goes(user: User) -> list[tuple[StrOrPromise, int]]:
    """Return each kind of thing of which there is one at least, and how many there are."""
    of_ones_own = [method for method in registry.in_order() if not method.proves.is_granted]
    counted = Counter({method.label: len(method.rows_for(user)) for method in of_ones_own})
    counted[_("Browsers that know you")] = KnownBrowser.objects.filter(user=user).count()
    counted[_("Sessions")] = len(sessions_of(user))
    return [(label, number) for label, number in counted.items() if number]
