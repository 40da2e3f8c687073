"""The gate to one webhook, and what is said of one on every page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from accounts import clock
from accounts.audit.events import declared_kinds
from accounts.hooks.models import Hook
from accounts.users.models import User
from accounts.users.roles import Act
from idp.portal.one_of_several import tenant_seen_by


@dataclass(frozen=True)
class Shown:
    """One webhook in words. `standing`: on, off, given_up or failing; until when the secret before signs too."""

    hook: Hook
    told: str
    standing: str
    former_until: datetime | None


def hook_of(asker: User, tenant_id: uuid.UUID, hook_id: uuid.UUID) -> Hook:
    """The webhook, if the asker may look after those of its organisation; otherwise there is none."""
    tenant = tenant_seen_by(asker, tenant_id, act=Act.CHANGE_HOOKS)
    hook = Hook.objects.filter(pk=hook_id, tenant=tenant).select_related("tenant").first()
    if hook is None:
        raise Http404
    return hook


def shown(hook: Hook) -> Shown:
    former_until = hook.former_until if hook.former_until and hook.former_until > clock.now() else None
    return Shown(hook, _told(hook), _standing(hook), former_until)


def _told(hook: Hook) -> str:
    if hook.every_kind:
        return _("Everything that is written into the audit log")
    words = [str(kind.words) for kind in declared_kinds() if kind.key in hook.kinds]
    return _("Events %(about)s") % {"about": ", ".join(words)}


def _standing(hook: Hook) -> str:
    if hook.off_since is not None:
        return "given_up" if hook.was_turned_off_by_us else "off"
    return "failing" if hook.failing_since else "on"
