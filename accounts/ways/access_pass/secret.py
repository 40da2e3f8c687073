"""The pass itself: how it is made, read however it was written, and kept."""

from __future__ import annotations

import secrets
from uuid import UUID

from accounts.lasting.services import lasting_digests_under
from accounts.secrets import salted_digests
from accounts.tenants.names import one_form

# Letters and digits that no other of them looks like, nor two of them together like a third. Eight are 34 bits: what
# guards them is that tries are counted.
LETTERS = "acdefhjknprtuwxy3467"
SHORTEST, LONGEST = 8, 48
GROUP = 4
SALT = "accounts.access_pass"


def new_pass(length: int) -> str:
    """Return a new pass of so many letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def shown(secret: str) -> str:
    """As it is handed over: in groups, which are easier to read."""
    return "-".join(secret[n : n + GROUP] for n in range(0, len(secret), GROUP))


def digest_of_pass(secret: str, *, owner: UUID) -> str:
    """What is kept of it, made by a key that stands in no table: so few letters a thief of the tables could try (I10).

    Of two people with the same pass it is not the same.
    """
    return salted_digests(SALT, _of(owner, secret))[0]


def digests_of_pass(secret: str, *, owner: UUID) -> tuple[str, ...]:
    """What may be kept of it, by this SECRET_KEY or an earlier one."""
    return lasting_digests_under(SALT, _of(owner, secret))


def _of(owner: UUID, secret: str) -> str:
    return f"{owner} {secret}"


def plain(written: str) -> str:
    """The letters of what somebody has written, in one form: capitals, blanks and dashes are no mistakes."""
    return "".join(letter for letter in one_form(written) if letter.isalnum())
