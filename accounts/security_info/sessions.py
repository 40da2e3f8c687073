"""A session as pages show it: to its person, and to those who look after them."""

from __future__ import annotations

from typing import Any

from accounts.audit.browser_names import in_words
from accounts.audit.details import meaning_of
from accounts.methods import registry
from accounts.sessions.models import Session
from accounts.sessions.store import end_of_row
from accounts.users.models import User
from accounts.users.places import place_of


def shown_session(row: Session, user: User) -> dict[str, Any]:
    """Return what is shown of it; where it can be ended is the page's affair."""
    return {
        "row": row,
        "called": in_words(row.browser),
        "place": place_of(row.address),
        "how": ", ".join(str(found.label) for key in row.methods if (found := registry.find(key))),
        "level": meaning_of("acr", row.acr),
        "ends_at": end_of_row(row, user),
    }
