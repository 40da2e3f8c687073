"""A person has a copy made of everything that is held about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from accounts.audit.log import record
from accounts.security_info.account import events
from accounts.security_info.account.copying.as_json import as_json
from accounts.security_info.account.copying.as_page import as_page
from accounts.security_info.account.copying.rows import gathered
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.access import lock_user
from accounts.users.models import User

MOST_A_DAY = 5


@dataclass(frozen=True)
class Form:
    """One form of the copy: how a person gets it, and what a browser calls the file."""

    write: Callable[[User], Iterator[str]]
    content_type: str
    file_name: str


FORMS = {
    "page": Form(as_page, "text/html; charset=utf-8", "handslag.html"),
    "json": Form(as_json, "application/json", "handslag.json"),
}


@transaction.atomic
def copy_of(user: User, form: Form) -> Iterator[bytes]:
    """The copy in parts, each made when it is asked for. Counted before; the person is told that one was made."""
    count(Limit(scope="copies of everything", key=str(user.pk), most=MOST_A_DAY, seconds=DAY))
    locked = lock_user(user.pk, actor=user)
    record(events.COPIED, tenant=locked.tenant, subject=locked)
    return gathered(form.write(locked))
