"""What admins do with logos. Who may is asked by whoever calls (`Act.CHANGE_BRANDING`)."""

from __future__ import annotations

from pathlib import PurePath

from django.db import transaction

from accounts.audit.log import record
from accounts.branding import events
from accounts.branding.images import picture_of
from accounts.branding.models import Logo
from accounts.branding.refusals import LogoInUse, TooManyLogos
from accounts.branding.settings import KEY, BrandingSettings
from accounts.policy.changing import policy_as_it_stands
from accounts.refusals import NotYours
from accounts.secrets import digest_of
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME, shown
from accounts.throttle.counting import MINUTE, Limit, count
from accounts.users.models import User

MOST_LOGOS = 10
SENT_AN_HOUR = 30


def add_logo(tenant: Tenant, file: bytes, *, name: str, actor: User) -> Logo:
    """Keep the picture in this file, to be chosen; one that is there already stays as it is.

    Raises NotAPicture, PictureTooLarge, TooManyLogos, TooManyTries.
    """
    count(Limit(scope="logos", key=str(actor.pk), most=SENT_AN_HOUR, seconds=60 * MINUTE))
    picture = picture_of(file)
    mark = digest_of(picture.png.hex())[:32]
    with transaction.atomic():
        # Of two admins at once the second waits here, and is counted after the first.
        Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
        there = Logo.objects.filter(tenant=tenant, mark=mark).first()
        if there is not None:
            return there
        if Logo.objects.filter(tenant=tenant).count() >= MOST_LOGOS:
            raise TooManyLogos(tenant.slug)
        made = Logo.objects.create(
            tenant=tenant,
            mark=mark,
            name=shown(PurePath(name).stem, longest=LONGEST_NAME) or mark[:8],
            png=picture.png,
            width=picture.width,
            height=picture.height,
        )
        record(events.ADDED, tenant=tenant, actor=actor, logo=made.name)
    return made


@transaction.atomic
def remove_logo(tenant: Tenant, mark: str, *, actor: User) -> Logo:
    """Remove one that is not shown at sign-in. Raises LogoInUse, NotYours."""
    # Whoever chooses it meanwhile waits here: what is shown is always there.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    logo = Logo.objects.filter(tenant=tenant, mark=mark).first()
    if logo is None:
        raise NotYours(f"no logo {mark[:32]} of {tenant.slug}")
    if logo.kept == chosen_logo(tenant):
        raise LogoInUse(logo.name)
    record(events.REMOVED, tenant=tenant, actor=actor, logo=logo.name)
    Logo.objects.filter(pk=logo.pk).delete()
    return logo


def chosen_logo(tenant: Tenant) -> str:
    """What the policy keeps of the logo that is shown now; "" where none is."""
    kept = policy_as_it_stands(tenant).parts.get(KEY, {})
    return (read_stored(BrandingSettings, kept) or BrandingSettings()).logo
