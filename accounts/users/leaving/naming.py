"""What the logs show of somebody who is gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.users.leaving.models import FormerPerson


def called(person_id: UUID) -> str:
    """The username that they had while that is kept; then a pseudonym, the same in every line about them."""
    return all_called({person_id})[person_id]


def all_called(people: Collection[UUID]) -> Mapping[UUID, str]:
    """The same of several, by one question."""
    kept = dict(FormerPerson.objects.filter(pk__in=people).values_list("pk", "username"))
    return {one: kept.get(one) or _("Former person %(id)s") % {"id": one.hex[:6]} for one in people}
