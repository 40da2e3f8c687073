"""One-time links: granting one and spending it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain
from accounts.audit.events import event, kind
from accounts.audit.log import record
from accounts.methods.proof import HAVE, Passed
from accounts.refusals import Refusal
from accounts.secrets import digest_of, new_secret
from accounts.users.models import User
from accounts.ways.one_time_link.models import OneTimeLink

LIFE = timedelta(hours=1)
# Whoever granted it vouched for the person, so it stands for two factors; it never opens the portal (no phone).
KEY = "one_time_link"
PROOF = Passed(key=KEY, factors=frozenset({HAVE}), amr=("otp",), is_granted=True)

kind("user:one_time_link", _("about one-time links"))
LINK_GRANTED = event("user:one_time_link:granted", _("One-time link made"), told=True)
LINK_USED = event("user:one_time_link:used", _("One-time link used"), told=True)
explain("amr", {"otp": _("a secret that works once")})


class LinkIsSpent(Refusal):
    code = "link_is_spent"
    public_text = _("This link has been used or is too old. Ask whoever gave it to you for a new one.")
    status = 410


@transaction.atomic
def grant(user: User, *, actor: User | None, now: datetime) -> str:
    """Makes a link for `user` and returns its token, once; earlier unused links stop working. Lives one hour."""
    token = new_secret()
    OneTimeLink.objects.filter(user=user, used_at=None).delete()
    OneTimeLink.objects.create(user=user, token_digest=digest_of(token), expires_at=now + LIFE)
    record(LINK_GRANTED, tenant=user.tenant, subject=user, actor=actor)
    return token


@transaction.atomic
def spend(token: str) -> tuple[User, Passed]:
    """Uses a link up; returns whom it signs in and what that proves.

    One conditional update: two at once have one winner.
    """
    links = OneTimeLink.objects.filter(
        token_digest=digest_of(token),
        used_at=None,
        expires_at__gt=Now(),
        user__is_active=True,
        user__blocked_at=None,
        user__tenant__is_active=True,
    )
    if not links.update(used_at=Now()):
        raise LinkIsSpent("unknown, used or expired link")
    link = OneTimeLink.objects.select_related("user__tenant").get(token_digest=digest_of(token))
    record(LINK_USED, tenant=link.user.tenant, subject=link.user)
    return link.user, replace(PROOF, by=str(link.pk))
