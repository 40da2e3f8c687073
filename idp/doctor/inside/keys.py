"""How old the keys are that sign."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from accounts import clock
from accounts.tenants.models import Tenant
from devices.push.keys.models import PushKey
from idp.doctor.found import Found, ok, warning
from idp.oidc.keys import services, timing
from idp.oidc.keys.models import TokenKey

# SP 800-57, part 1, table 1: a key that signs does so for one to three years.
LONGEST_IN_USE = timedelta(days=2 * 365)


def of_tokens() -> Found:
    """Of each organisation, how long the key has signed that signs now."""
    old = [f"{tenant} {algorithm} {days} days" for tenant, algorithm, days in _signing()]
    if old:
        return warning(
            f"long in use: {', '.join(old)}",
            "Run manage.py oidc_keys rotate --tenant NAME, with --algorithm RS256 for those.",
        )
    return ok(f"none has signed for more than {LONGEST_IN_USE.days} days")


def _signing() -> list[tuple[str, str, int]]:
    now = clock.now()
    found = []
    for tenant in Tenant.objects.filter(token_keys__isnull=False).distinct():
        for algorithm in services.ALGORITHMS:
            keys = list(TokenKey.objects.filter(tenant=tenant, algorithm=algorithm))
            signs = timing.signing(keys, now=now)
            if signs is not None and (days := _days(signs.signs_from, now)) > LONGEST_IN_USE.days:
                found.append((tenant.slug, algorithm, days))
    return found


def of_secrets() -> Found:
    """No earlier SECRET_KEY is kept for longer than its replacing takes: whoever has it can still forge."""
    many = len(settings.SECRET_KEY_FALLBACKS)
    if not many:
        return ok("no earlier one is kept")
    return warning(
        f"{many} earlier are kept, and whoever has one can forge sessions",
        "Run manage.py rotate_secrets; where it says that nothing is left, take them out of SECRET_KEY_FALLBACKS "
        "(docs/keys.md).",
    )


def of_push() -> Found:
    """There is a key by which browsers' push services know us; it need not change."""
    newest = PushKey.objects.first()
    if newest is None:
        return warning(
            "there is none: no browser's phone rings",
            "Run manage.py make_push_keys, once.",
        )
    return ok(f"made {_days(newest.created_at, clock.now())} days ago; it need not change")


def _days(since: datetime, now: datetime) -> int:
    return (now - since).days
