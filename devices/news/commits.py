"""What one commit tells goes together, in the order in which it was said, each thing once.

It waits in Django's own list of what follows the commit: what is rolled back is never told, and nothing stays behind.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

Message = dict[str, str]
Told = tuple[str, Message]
Send = Callable[[list[Told]], None]


def after_commit(group: str, message: Message, *, send: Send) -> None:
    """Has `send` tell this group, after the commit, with whatever else it tells; at once outside of a transaction."""
    if (telling := _waiting()) is not None:
        telling.say(group, message)
    else:
        # Robust: what is committed stays answered, whatever telling raises.
        # A method, for Django names what failed by its name.
        transaction.on_commit(_Telling(group, message, send=send).tell, robust=True)


class _Telling:
    def __init__(self, group: str, message: Message, *, send: Send) -> None:
        self.send = send
        self.told: dict[tuple[object, ...], Told] = {}
        self.say(group, message)

    def say(self, group: str, message: Message) -> None:
        self.told[group, *message.items()] = group, message

    def tell(self) -> None:
        self.send(list(self.told.values()))


def _waiting() -> _Telling | None:
    """What waits to be told and stands or falls with what is said now: no savepoint can take back one of them alone."""
    connection = transaction.get_connection()
    # None stands for a block without a savepoint of its own.
    now = {*connection.savepoint_ids, None}
    for savepoints, act, _robust in reversed(connection.run_on_commit):
        if {*savepoints, None} != now:
            break
        telling = getattr(act, "__self__", None)
        if isinstance(telling, _Telling):
            return telling
    return None
