"""A letter to those who look after webhooks, when one was turned off because its server took nothing for a day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.hooks.models import Hook
from accounts.mail.letters import Letter, declare
from accounts.mail.services import send_to
from accounts.users.access import with_right, with_right_in
from accounts.users.models import User
from accounts.users.roles import Act, may

MOST_TOLD = 20

GIVEN_UP = declare(Letter("hook_given_up", _("The webhook at %(host)s was turned off")))


@task()
def tell_admins(hook_id: str) -> None:
    """Writes to those who may turn it on again; once for each time it was turned off, so these letters are few."""
    hook = Hook.objects.select_related("tenant").filter(pk=hook_id, was_turned_off_by_us=True).first()
    if hook is None:
        return
    for admin in _admins_of(hook):
        send_to(admin, GIVEN_UP, host=hook.host, organisation=hook.tenant.name)


def _admins_of(hook: Hook) -> list[User]:
    """Those of the organisation; of people without one those who run this server."""
    act = Act.CHANGE_HOOKS
    candidates = with_right(act) if hook.tenant.is_personal else with_right_in(hook.tenant, act)
    admins = candidates.select_related("tenant").order_by("-last_login", "pk")
    return [admin for admin in admins if may(admin, act, on=hook.tenant)][:MOST_TOLD]
