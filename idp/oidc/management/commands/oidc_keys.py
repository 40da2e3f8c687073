"""``manage.py oidc_keys list|rotate|replace --tenant NAME``: the keys by which an organisation's tokens are signed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import clock
from accounts.tenants.models import Tenant
from idp.oidc.keys import services, timing
from idp.oidc.keys.models import TokenKey


class Command(BaseCommand):
    help = (
        "The keys by which an organisation's tokens for applications are signed. rotate makes the next one, which is "
        "published now and signs two hours later; replace makes one that signs at once and withdraws every other, for "
        "when one has leaked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("does", choices=("list", "rotate", "replace"))
        parser.add_argument("--tenant", required=True, help="the short name of the organisation")
        parser.add_argument("--algorithm", choices=services.ALGORITHMS, default=services.ES256)

    def handle(self, *args: Any, does: str, tenant: str, algorithm: str, **options: Any) -> None:
        organisation = Tenant.objects.filter(slug=tenant).first()
        if organisation is None:
            raise CommandError(f"There is no organisation with this short name: {tenant}")
        if does == "list":
            self._list(organisation)
            return
        act = services.rotate if does == "rotate" else services.replace
        made = act(organisation, algorithm, actor=None)
        self.stdout.write(f"{made.kid} signs from {made.signs_from:%Y-%m-%d %H:%M} UTC on.")
        if does == "replace":
            self.stdout.write(
                f"Every other {algorithm} key is withdrawn. Servers that run sign by it for at most "
                f"{services.REMEMBERED_SECONDS} seconds more; nobody believes what they sign then."
            )

    def _list(self, tenant: Tenant) -> None:
        now = clock.now()
        for algorithm in services.ALGORITHMS:
            keys = list(TokenKey.objects.filter(tenant=tenant, algorithm=algorithm))
            shown, signs = timing.published(keys, now=now), timing.signing(keys, now=now)
            for key in keys:
                state = "signs" if key is signs else "published" if key in shown else "not used any more"
                self.stdout.write(f"{algorithm} {key.kid} from {key.signs_from:%Y-%m-%d %H:%M} UTC: {state}")
