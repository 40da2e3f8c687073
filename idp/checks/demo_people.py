"""The demo's people may have stayed in a database that now serves real ones: everybody knows their password."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import checks
from django.db import DatabaseError, connection

from accounts.users.models import User
from idp import demo


def nobody_has_the_demo_password(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Asked where the database may be asked: when production starts, and before it migrates."""
    if not settings.PRODUCTION or not databases:
        return []
    try:
        return [*_demo_people()]
    except DatabaseError as away:
        hint = "Start the database, or mend DATABASE_URL (without it: VAR_DIR), then start again."
        return [checks.Error(f"The database does not answer: {away}", hint=hint, id="idp.E014")]


def _demo_people() -> Iterator[checks.CheckMessage]:
    if User._meta.db_table not in connection.introspection.table_names():
        return  # not migrated yet: there is nobody
    names = [person.username for person in demo.people()]
    rows = User.objects.filter(username__in=names).values_list("username", "password")
    open_to_all = [username for username, kept in rows if check_password(demo.PASSWORD, kept)]
    if open_to_all:
        hint = (
            "Give production a database of its own (DATABASE_URL, or another VAR_DIR). To keep this one, start it "
            "with bin/run and give each of these people another password in the portal."
        )
        names_told = ", ".join(open_to_all)
        yield checks.Error(
            f"The demo's people are here with the password of its first page: {names_told}.",
            hint=hint,
            id="idp.E013",
        )
