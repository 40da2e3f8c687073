"""One-time links: granting one and spending it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.details import explain
from accounts.audit.events import event, kind
from accounts.audit.log import record
from accounts.methods.proof import HAVE, Passed
from accounts.refusals import Refusal
from accounts.secrets import digest_of, new_secret
from accounts.users.access import lock_person
from accounts.users.models import User
from accounts.ways.one_time_link.models import OneTimeLink

LIFE = timedelta(hours=1)
# Of one that opens something by itself, for whoever sits before the server; and how long that stays open.
OPENING_LIFE = timedelta(minutes=15)
STAYS_OPEN = timedelta(minutes=30)
# Whoever granted it vouched for the person, so it stands for two factors; it never opens the portal (no phone).
KEY = "one_time_link"
PROOF = Passed(key=KEY, factors=frozenset({HAVE}), amr=("otp",), is_granted=True)

kind("user:one_time_link", _("about one-time links"))
LINK_GRANTED = event(
    "user:one_time_link:granted",
    _("One-time link made"),
    told=True,
    to_person=_("A one-time link was made, with which you can sign in"),
)
LINK_USED = event(
    "user:one_time_link:used",
    _("One-time link used"),
    told=True,
    to_person=_("Your one-time link was used"),
)
explain("amr", {"otp": _("a secret that works once")})
BREAK_GLASS = "break_glass"
explain("why", {BREAK_GLASS: _("made on the server, to open the portal though nothing else does")})


class LinkIsSpent(Refusal):
    code = "link_is_spent"
    public_text = _("This link has been used or is too old. Ask whoever gave it to you for a new one.")
    status = 410


@transaction.atomic
def grant(user: User, *, actor: User | None, now: datetime, opens: str = "") -> str:
    """Makes a link for `user` and returns its token, once; earlier unused links stop working. Lives one hour.

    One that `opens` an address lives a quarter of one, and opens that to its person though nothing else does.
    """
    lock_person(user, actor=actor)
    token = new_secret()
    make(user, token=token, expires_at=now + (OPENING_LIFE if opens else LIFE), opens=opens)
    said = {"why": BREAK_GLASS} if opens else {}
    record(LINK_GRANTED, tenant=user.tenant, subject=user, actor=actor, **said)
    return token


def opened_by_link(user: User, proofs: Iterable[Passed]) -> str:
    """Return the address that is open to this person by the link they came in by lately; "" for none."""
    links = [int(proof.by) for proof in proofs if proof.key == KEY and proof.by.isdecimal()]
    since = clock.now() - STAYS_OPEN
    rows = OneTimeLink.objects.filter(pk__in=links, user=user, used_at__gt=since)
    return (rows.values_list("opens", flat=True).first() or "") if links else ""


def make(
    user: User, *, token: str, expires_at: datetime, opens: str = "", is_invitation: bool = False
) -> None:
    """Keep a link for `user` in the place of every unused one; whoever calls it records why."""
    OneTimeLink.objects.filter(user=user, used_at=None).delete()
    OneTimeLink.objects.create(
        user=user,
        token_digest=digest_of(token),
        expires_at=expires_at,
        opens=opens,
        is_invitation=is_invitation,
    )


def take_back(user: User, _kept: Collection[str]) -> list[str]:
    """Links that were made for this person and not used yet work no more."""
    waiting = OneTimeLink.objects.filter(expires_at__gt=Now(), user=user, used_at=None)
    return [KEY] if waiting.delete()[0] else []


@transaction.atomic
def spend(token: str) -> tuple[User, Passed]:
    """Uses a link up; returns whom it signs in and what that proves.

    One conditional update, of the link's own columns: two at once have one winner. With those of a joined table the
    database would look for links in a subquery, and whoever had waited would find there what was before (T21).
    """
    of_whom = User.objects.filter(
        pk=OuterRef("user"), is_active=True, blocked_at=None, tenant__is_active=True
    )
    # A letter proves a mailbox and no more: it lets nobody in who has come in by another way since (T22).
    is_new = Exists(User.objects.filter(pk=OuterRef("user"), last_login=None))
    links = OneTimeLink.objects.filter(
        Q(is_invitation=False) | Q(is_new),
        Exists(of_whom),
        token_digest=digest_of(token),
        used_at=None,
        expires_at__gt=Now(),
    )
    if not links.update(used_at=Now()):
        raise LinkIsSpent("unknown, used or expired link")
    link = OneTimeLink.objects.select_related("user__tenant").get(token_digest=digest_of(token))
    record(LINK_USED, tenant=link.user.tenant, subject=link.user)
    return link.user, replace(PROOF, by=str(link.pk))
