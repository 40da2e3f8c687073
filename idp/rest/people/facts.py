"""What is told of somebody."""

from __future__ import annotations

from typing import Any

from accounts.users.models import User
from idp.portal.people.state import short_state_of


def person_facts(person: User) -> dict[str, Any]:
    """Of somebody who was read with their groups, or else these are asked for."""
    return {
        "id": person.pk,
        "username": person.username,
        "display_name": person.display_name,
        "mail_address": person.mail_address,
        "role": person.role,
        "state": short_state_of(person).key,
        "groups": sorted(group.name for group in person.member_groups.all()),
        "created_at": person.created_at,
        "last_sign_in_at": person.last_login,
        "invited_at": person.invited_at,
        "goes_at": person.goes_at,
    }
