"""Settings as the log has them: what each is called there, and its values."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from accounts.audit.details import explain, name_details
from idp.oidc.applications.settings.row import Row, Value
from idp.oidc.applications.settings.table import ROWS, Wanted


def name_settings() -> None:
    """Say what the log calls them, and what their values mean; once, beside the events."""
    name_details(**{row.detail: row.label for row in ROWS})
    for row in ROWS:
        if row.value is Value.CHOICE:
            explain(row.detail, {key or "no": choice.label for key, choice in row.choices.items()})


def changed_from(before: Wanted, after: Wanted) -> dict[str, list[Any]]:
    """What is another, as the log keeps it: by its name there, what it was and what it is."""
    changed = {
        row.detail: [_as_logged(row, before), _as_logged(row, after)]
        for row in ROWS
        if row.kept(getattr(before, row.name)) != row.kept(getattr(after, row.name))
    }
    if before.name != after.name:
        changed["name"] = [before.name, after.name]
    if (was := lets_in(before)) != (now := lets_in(after)):
        changed["lets_in"] = [was, now]
    return changed


def lets_in(wanted: Wanted) -> list[str]:
    """Who may use it."""
    return ["everybody"] if wanted.is_for_everybody else [group.name for group in wanted.groups]


def _as_logged(row: Row, wanted: Wanted) -> Any:
    value = row.kept(getattr(wanted, row.name))
    if row.is_told:
        return urlsplit(value).hostname or ""
    return (value or "no") if row.value is Value.CHOICE else value
