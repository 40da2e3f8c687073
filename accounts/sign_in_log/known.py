"""Which applications and places there are in the log: by its indexes, from each value to the next."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from accounts.sign_in_log.models import SignInAttempt

# An index begins with the tenant and goes by each of these.
COLUMNS = frozenset({"application", "place"})


def known_of(tenant: UUID, column: str, *, most: int) -> list[str]:
    """The values of a column, the first by the alphabet: of each value one row is read."""
    if column not in COLUMNS:
        raise ValueError(column)
    table, id_of = SignInAttempt._meta.db_table, SignInAttempt._meta.get_field("tenant").get_db_prep_value
    least = f"SELECT min({column}) AS found FROM {table} WHERE tenant_id = %s AND {column}"  # noqa: S608  one of ours
    found = (
        f"WITH RECURSIVE known (found) AS ({least} > '' UNION ALL"  # noqa: S608  likewise
        f" SELECT ({least} > known.found) FROM known WHERE known.found IS NOT NULL)"
        " SELECT found FROM known WHERE found IS NOT NULL LIMIT %s"
    )
    whose = id_of(tenant, connection)
    with connection.cursor() as cursor:
        cursor.execute(found, [whose, whose, most])
        return [value for (value,) in cursor.fetchall()]
