"""Is it the application it says it is? Compared in constant time, whether or not there is such an application."""

from __future__ import annotations

from collections.abc import Iterable
from hmac import compare_digest

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.secrets import digest_of
from accounts.statements.composing import composed_once
from idp.oidc.applications.models import Application, ClientSecret

# As many as may count at once; an application that is not there has as many that match nothing.
MOST_SECRETS = 2
NOBODYS = "-" * 64


def has_secret(application: Application | None, secret: str) -> bool:
    """Is this one of the application's secrets that have not ended?"""
    # Nobody has the number nought: the question is asked all the same.
    return _is_any(secret, _lasting(application.pk if application is not None else 0))


@composed_once
def _lasting(application: int, /) -> QuerySet[ClientSecret, str]:
    rows = ClientSecret.objects.filter(Q(ends_at=None) | Q(ends_at__gt=Now()), application=application)
    return rows.values_list("digest", flat=True)[:MOST_SECRETS]


def _is_any(secret: str, digests: Iterable[str]) -> bool:
    known = [*digests, *[NOBODYS] * MOST_SECRETS][:MOST_SECRETS]
    given = digest_of(secret)
    # Each is compared, also after one was found.
    return sum(compare_digest(given, one) for one in known) > 0
