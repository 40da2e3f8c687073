"""How the organisation of a page looks, asked in a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField
from django.template import Context, Library
from django.urls import reverse

from accounts.branding.colour import one_form, palette
from accounts.branding.settings import LINKS, LONGEST_HELP, BrandingSettings, is_link
from accounts.branding.shown import Brand, brand_from, brand_of
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown

register = Library()


@register.filter
def look(tenant: Tenant) -> Brand:
    """How this tenant looks."""
    return brand_of(tenant)


@register.simple_tag(takes_context=True)
def brand_of_page(context: Context) -> Brand | None:
    """How the organisation looks whose page this is: of the sign-in under way, else of who is signed in.

    None where there is none, and on pages that keep a look of their own. Never asks for anybody by what was typed.
    """
    if context.get("has_own_look"):
        return None
    tenant = context.get("tenant")
    if not isinstance(tenant, Tenant):
        user = context.get("user")
        tenant = user.tenant if user is not None and user.is_authenticated else None
    found = brand_of(tenant) if tenant is not None else None
    return found if found is not None and found.is_own else None


@register.simple_tag
def preview_of(fields: Mapping[str, BoundField], tenant: Tenant) -> Brand:
    """How the tenant would look with what is written in these fields; what cannot be is left out."""
    written = {name: field.value() for name, field in fields.items()}
    logos = dict(fields["logo"].field.choices)  # type: ignore[attr-defined]  # a field of choices
    return brand_from(
        BrandingSettings(
            name=shown(str(written["name"] or "")),
            logo=written["logo"] if written["logo"] in logos else "",
            logo_says_name=bool(written["logo_says_name"]),
            colour=one_form(str(written["colour"] or "")),
            help_text=shown(str(written["help_text"] or ""), longest=LONGEST_HELP),
            **{name: written[name] for name in LINKS if is_link(str(written[name] or ""))},
        ),
        tenant,
    )


@register.simple_tag
def preview_sheet(brand: Brand) -> str:
    """Where the colours of its preview are."""
    if not brand.colour:
        return reverse("branding:preview_ours")
    return reverse("branding:preview", args=(brand.colour.removeprefix("#"),))


@register.simple_tag
def adjusted(brand: Brand) -> dict[str, str]:
    """As what its colour is shown, where that is another: on light pages, and on dark ones."""
    tones = palette(brand.colour)
    found: dict[str, Any] = {"light": tones.light.accent, "dark": tones.dark.accent}
    return {ground: colour for ground, colour in found.items() if brand.colour and colour != brand.colour}
