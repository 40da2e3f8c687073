"""Secrets that end: an organisation's admins are written to before, twice at most, by the worker.

The row itself says how near its end they were told of last, so whatever starts again writes no second letter.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.mail.addresses import language_for
from accounts.mail.items import when
from accounts.mail.letters import Letter, declare
from accounts.mail.services import send_to
from accounts.time_zones import zone_of
from accounts.users.access import with_right_in
from accounts.users.roles import Act
from idp.oidc.applications.models import ClientSecret

# While there is time to plan it, and once more for whoever did not.
TOLD_FIRST = timedelta(days=14)
TOLD_LAST = timedelta(days=2)

SECRET_ENDS = declare(Letter("secret_ends", _("The secret of %(application)s ends soon")))


@task()
def look_at_secrets() -> None:
    """Write of each that ends soon, and of which it was not written yet."""
    for days in (TOLD_LAST.days, TOLD_FIRST.days):
        for key in _untold(days).order_by("ends_at").values_list("pk", flat=True):
            _tell(key, days)


def _untold(days: int) -> QuerySet[ClientSecret]:
    """Those by which applications show who they are, that end within so many days, and are not told of so near."""
    newer = ClientSecret.objects.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
    near = Q(ends_at__gt=Now(), ends_at__lte=Now() + timedelta(days=days))
    return ClientSecret.objects.filter(near, ~Exists(newer), Q(told_days=None) | Q(told_days__gt=days))


@transaction.atomic
def _tell(key: int, days: int) -> None:
    """Write to whoever can give it another; of several who come at once one does."""
    if not _untold(days).filter(pk=key).update(told_days=days):
        return
    secret = ClientSecret.objects.select_related("application__tenant").get(pk=key)
    application = secret.application
    if secret.ends_at is None or not application.has_secret:
        return
    for admin in with_right_in(application.tenant, Act.CHANGE_APPLICATIONS).filter(is_active=True):
        with translation.override(language_for(admin.language)), timezone.override(zone_of(admin.time_zone)):
            at = when(secret.ends_at)
        send_to(
            admin,
            SECRET_ENDS,
            application=application.name,
            organisation=application.tenant.name,
            at=at,
            page_link=reverse("admin:application", args=[application.tenant_id, application.pk]),
        )
