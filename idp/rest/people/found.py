"""The gate to one person: absent where they are another organisation's, refused where the token may not."""

from __future__ import annotations

import uuid

from accounts.refusals import NotYours
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act
from idp.rest.calls import Call


def person_for(call: Call, act: Act, person_id: uuid.UUID) -> User:
    """The person to do this to, just read. Raises NotYours, and whatever `allow` raises."""
    # Its scope first: a token that reads nobody learns of nobody whether they exist.
    call.allow(act)
    person = users_in(call.tenant).select_related("tenant").filter(pk=person_id).first()
    if person is None:
        raise NotYours(f"no user {person_id} in {call.tenant.slug}")
    call.allow(act, on=person)
    return person
