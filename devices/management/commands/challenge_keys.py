"""``manage.py challenge_keys list|rotate``: the keys by which organisations sign what their phones are shown."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from accounts.tenants.models import Tenant
from devices.challenge_keys import services
from devices.challenge_keys.models import ChallengeKey


class Command(BaseCommand):
    help = (
        "The keys by which an organisation signs what its phones are shown. rotate makes the next one, which signs "
        "within a minute; the one before stays published, so that requests under way are still answered."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("does", choices=("list", "rotate"))
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--tenant", help="the short name of the organisation")
        whose.add_argument("--all", action="store_true", help="every organisation that has a key")

    def handle(self, *args: Any, does: str, tenant: str | None, **options: Any) -> None:
        for organisation in _organisations(tenant):
            if does == "rotate":
                services.rotate(organisation, actor=None)
            self._tell(organisation)

    def _tell(self, tenant: Tenant) -> None:
        published = {key["kid"] for key in services.published_keys(tenant)["keys"]}
        for number, key in enumerate(ChallengeKey.objects.filter(tenant=tenant)):
            state = "signs" if not number else "published" if key.kid in published else "not used any more"
            self.stdout.write(f"{tenant.slug} {key.kid} of {key.created_at:%Y-%m-%d %H:%M} UTC: {state}")


def _organisations(short_name: str | None) -> QuerySet[Tenant]:
    """The one of this short name; without one, all that have a key."""
    if short_name is None:
        return Tenant.objects.filter(challenge_keys__isnull=False).distinct().order_by("slug")
    found = Tenant.objects.filter(slug=short_name)
    if not found:
        raise CommandError(f"There is no organisation with this short name: {short_name}")
    return found
