"""What a person does with the browsers that know them: names one, forgets one, forgets all others (D04)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.audit.log import record
from accounts.refusals import NotYours
from accounts.tenants.names import LONGEST_NAME, shown, told_apart
from accounts.users import events
from accounts.users.access import lock_user
from accounts.users.models import KnownBrowser, User


def browsers_of(user: User) -> QuerySet[KnownBrowser]:
    """The person's browsers, those used last first."""
    return KnownBrowser.objects.filter(user=user).order_by("-last_used_at", "-pk")


def browser_of(user: User, browser_id: int) -> KnownBrowser:
    """The gate to one of them. Raises NotYours."""
    found = browsers_of(user).filter(pk=browser_id).first()
    if found is None:
        raise NotYours(f"browser {browser_id} knows somebody else, or nobody")
    return found


@transaction.atomic
def rename(browser: KnownBrowser, wanted: str) -> str:
    """Calls the browser something else from now on; returns what."""
    user = lock_user(browser.user_id)
    others = browsers_of(user).exclude(pk=browser.pk)
    taken = {str(one) for one in others}
    name = told_apart(shown(wanted, longest=LONGEST_NAME), taken=taken, longest=LONGEST_NAME)
    before = str(browser)
    if name != before and browsers_of(user).filter(pk=browser.pk).update(name=name):
        record(events.BROWSER_RENAMED, tenant=user.tenant, subject=user, changed={"browser": [before, name]})
    return name


@transaction.atomic
def forget(browser: KnownBrowser) -> None:
    """The browser is a stranger to its person from its next request on; a session in it goes on."""
    user = lock_user(browser.user_id)
    if browsers_of(user).filter(pk=browser.pk).delete()[0]:
        record(events.BROWSERS_FORGOTTEN, tenant=user.tenant, subject=user, browsers=[str(browser)])


@transaction.atomic
def forget_all(user_id: UUID, *, but_digest: str) -> int:
    """All of the person's browsers but the one with this digest are strangers from now on; returns how many."""
    user = lock_user(user_id)
    going = list(browsers_of(user).exclude(browser_digest=but_digest))
    if going:
        browsers_of(user).filter(pk__in=[one.pk for one in going]).delete()
        names = [str(one) for one in going]
        record(events.BROWSERS_FORGOTTEN, tenant=user.tenant, subject=user, browsers=names)
    return len(going)
