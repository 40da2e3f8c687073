"""What people are called in the logs: all of a page by one question, and one more where somebody is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from accounts.users.leaving import all_called
from accounts.users.models import User


def names_of(people: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The username of each; of who is gone, what stands for them."""
    wanted = {person for person in people if person is not None}
    known = dict(User.objects.filter(pk__in=wanted).values_list("pk", "username"))
    gone = wanted - known.keys()
    return {**known, **all_called(gone)} if gone else known
