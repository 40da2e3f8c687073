"""Alerts by mail to those who look after a person; the person is told by what happened (`accounts.mail.telling`)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts import time_zones
from accounts.alerts.models import Alert
from accounts.alerts.words import known, noted
from accounts.audit.details import is_named, meaning_of, name_of
from accounts.mail.addresses import language_for
from accounts.mail.items import when, where
from accounts.mail.letters import Letter, declare
from accounts.mail.services import send_to
from accounts.refusals import TooManyTries
from accounts.throttle.counting import MINUTE, Limit, count, rows_of
from accounts.users.access import with_right, with_right_in
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, rights_of

MOST_ADMINS = 20
LETTERS_AN_HOUR = 10

ALERT = declare(Letter("alert", "%(noted)s: %(account)s"))


@task()
def tell_admins(alert_id: str) -> None:
    """Writes to those who may deal with the alert. All alerts stand in the portal, however many letters there were."""
    with transaction.atomic():
        alert = Alert.objects.select_related("user__tenant").filter(pk=alert_id).first()
        if alert is None:
            return
        for admin in _admins_of(alert.user):
            _write(alert, admin)


def _admins_of(person: User) -> list[User]:
    """Those of the organisation; of people without one, and of operators, all operators. Who came in last is first."""
    settling = Act.SETTLE_ALERT
    is_of_all = person.tenant.is_personal or rights_of(person).reach is Reach.EVERYWHERE
    candidates = with_right(settling) if is_of_all else with_right_in(person.tenant, settling)
    others = candidates.exclude(pk=person.pk).select_related("tenant").order_by("-last_login", "pk")
    return [admin for admin in others if may(admin, Act.SETTLE_ALERT, on=person)][:MOST_ADMINS]


def _write(alert: Alert, admin: User) -> None:
    limit = Limit(scope="alerts by mail", key=str(admin.pk), most=LETTERS_AN_HOUR, seconds=60 * MINUTE)
    try:
        count(limit)
    except TooManyTries:
        return
    zone = time_zones.zone_of(admin.time_zone)
    with translation.override(language_for(admin.language)), timezone.override(zone):
        send_to(
            admin,
            ALERT,
            noted=alert.noted,
            account=alert.user.username,
            organisation=alert.user.tenant.name,
            details=_details(alert),
            effects=noted(alert),
            is_last=rows_of(limit).filter(tries__gte=F("most")).exists(),
        )


def _details(alert: Alert) -> list[dict[str, str]]:
    said: list[tuple[object, object]] = [
        (_("When"), when(alert.raised_at)),
        *(
            (name_of(detail), meaning_of(detail, value))
            for detail, value in alert.details.items()
            if is_named(detail)
        ),
        (name_of("address"), where(alert.details.get("ip", ""))),
        (_("Already given"), ", ".join(map(str, known(alert)))),
    ]
    return [{"name": str(name), "words": str(words)} for name, words in said if words]
