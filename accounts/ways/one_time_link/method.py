"""A one-time link: granted by an operator or admin, signs one person in once, so that they can add a phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.methods.contract import MethodRow
from accounts.policy.rules import Passed
from accounts.refusals import Refusal
from accounts.secrets import digest_of, new_secret
from accounts.users.models import User
from accounts.ways.one_time_link.models import OneTimeLink

LIFE = timedelta(hours=1)
# Whoever granted it vouched for the person, so it stands for two factors; it never opens the portal (no phone).
PROOF = Passed(key="one_time_link", factors=frozenset({"have", "granted"}), amr=("otp",))


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
    record("user:one_time_link:granted", tenant=user.tenant, subject=user, actor=actor)
    return token


@transaction.atomic
def spend(token: str) -> User:
    """Uses a link up and returns whom it signs in. One conditional update: two at once have one winner."""
    links = OneTimeLink.objects.filter(
        token_digest=digest_of(token),
        used_at=None,
        expires_at__gt=Now(),
        user__is_active=True,
        user__tenant__is_active=True,
    )
    if not links.update(used_at=Now()):
        raise LinkIsSpent("unknown, used or expired link")
    link = OneTimeLink.objects.select_related("user__tenant__policy").get(token_digest=digest_of(token))
    record("user:one_time_link:used", tenant=link.user.tenant, subject=link.user)
    return link.user


class OneTimeLinkMethod:
    key = "one_time_link"
    label = _("One-time link")
    help = _("Open the link you were given")
    url_name = "signin:identify"
    rank = 90
    by_policy = False
    can_start = False
    can_follow = False
    is_strong = False

    def is_registered_for(self, user: User) -> bool:
        return OneTimeLink.objects.filter(user=user, used_at__isnull=False).exists()

    def may_start_for(self, user: User) -> bool:
        return False

    def stop_waiting(self, *, binding: str, is_replaced: bool) -> None:
        """Nothing waits for it."""

    def rows_for(self, user: User) -> list[MethodRow]:
        return []

    def add_url_for(self, user: User) -> str:
        return ""


METHOD = OneTimeLinkMethod()
