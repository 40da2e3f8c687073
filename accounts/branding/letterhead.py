"""How the letters of an organisation look: asked by the worker when it sends one, so never by a page."""

from __future__ import annotations

from uuid import UUID

from accounts.branding.colour import Tones, palette
from accounts.branding.models import Logo
from accounts.branding.shown import Brand, brand_of
from accounts.mail.letterhead import OURS, Colours, Letterhead
from accounts.tenants.models import Tenant


def letterhead_of(tenant_id: UUID) -> Letterhead:
    """As the organisation looks now; like ours where it has set nothing, or is gone."""
    tenant = Tenant.objects.select_related("policy").filter(pk=tenant_id).first()
    brand = brand_of(tenant) if tenant is not None else None
    if brand is None or not brand.is_own:
        return OURS
    tones = palette(brand.colour)
    logo = brand.logo
    return Letterhead(
        name=brand.name,
        logo=_png(tenant_id, brand),
        width=logo.width if logo else 0,
        height=logo.height if logo else 0,
        logo_says_name=brand.logo_says_name,
        light=_colours(tones.light),
        dark=_colours(tones.dark),
    )


def _png(tenant_id: UUID, brand: Brand) -> bytes:
    if brand.logo is None:
        return b""
    found = Logo.objects.filter(tenant=tenant_id, mark=brand.logo.mark).values_list("png", flat=True).first()
    return bytes(found or b"")


def _colours(tones: Tones) -> Colours:
    return Colours(tones.accent, tones.on_accent)
