"""Whoever let somebody in lately and may give no roles: said before that somebody is given one (E03, T23)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.users.roles import Act, roles_with
from accounts.ways.access_pass.events import MADE
from accounts.ways.one_time_link.services import LINK_GRANTED
from accounts.ways.password.events import PASSWORD_SET
from devices.code_generators.events import GIVEN

LOOKED_BACK = timedelta(days=90)
MOST_NAMED = 5
LET_IN = [one.tag for one in (MADE, LINK_GRANTED, PASSWORD_SET, GIVEN)]


def let_in_by(person: User) -> list[str]:
    """The usernames of those who may give no roles and handed this person a way in, the first few."""
    handed = AuditEvent.objects.filter(subject=person, tag__in=LET_IN, at__gt=Now() - LOOKED_BACK)
    others = User.objects.filter(pk__in=handed.exclude(actor=F("subject")).values("actor"))
    names = others.exclude(role__in=roles_with(Act.APPOINT)).order_by("username")
    return list(names.values_list("username", flat=True)[:MOST_NAMED])


def warning_of(person: User) -> str:
    """What to think of before this person is given a role; "" where nobody else let them in."""
    names = let_in_by(person)
    if not names:
        return ""
    words = _(
        "In the last %(days)d days %(names)s handed them a way in. A phone or key that was added with it stays, and "
        "may be in other hands: if in doubt, have them register anew first."
    )
    return words % {"days": LOOKED_BACK.days, "names": ", ".join(names)}
