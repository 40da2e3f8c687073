"""What an organisation has set of its looks, as pages show it. Read from its policy, so it costs no question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.urls import reverse

from accounts.branding.models import shown_size
from accounts.branding.settings import KEY, BrandingSettings
from accounts.policy.parts import settings_for
from accounts.tenants.models import Tenant

KEPT_LOGO = re.compile(r"(?P<mark>[0-9a-f]{32})-(?P<width>\d{1,4})x(?P<height>\d{1,4}) (?P<name>.*)")


@dataclass(frozen=True)
class ShownLogo:
    """Where browsers find it, and how large it is shown: half its dots, for screens with fine ones."""

    mark: str
    name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return reverse("branding:logo", args=(self.mark,))


@dataclass(frozen=True, kw_only=True)
class Brand:
    """`name` is what the organisation is called at sign-in, `colour` #rrggbb or "" for ours; links are https or "".

    `is_own`: has anything been set at all?
    """

    name: str
    colour: str = ""
    logo: ShownLogo | None = None
    logo_says_name: bool = False
    help_text: str = ""
    help_link: str = ""
    terms_link: str = ""
    privacy_link: str = ""
    is_own: bool = False

    @property
    def sheet(self) -> str:
        """Where its colours are; "" where they are ours."""
        return reverse("branding:colours", args=(self.colour.removeprefix("#"),)) if self.colour else ""

    @property
    def helps(self) -> bool:
        """Is there anything to say below a page of the sign-in?"""
        return any((self.help_text, self.help_link, self.terms_link, self.privacy_link))


def brand_of(tenant: Tenant) -> Brand:
    """How this tenant looks; it was read with its policy."""
    return brand_from(settings_for(tenant, KEY, BrandingSettings), tenant)


def brand_from(settings: BrandingSettings, tenant: Tenant) -> Brand:
    """How a tenant would look with these settings."""
    return Brand(
        name=settings.name or tenant.name,
        colour=settings.colour,
        logo=logo_from(settings.logo),
        logo_says_name=settings.logo_says_name,
        help_text=settings.help_text,
        help_link=settings.help_link,
        terms_link=settings.terms_link,
        privacy_link=settings.privacy_link,
        is_own=settings != BrandingSettings(),
    )


def logo_from(kept: str) -> ShownLogo | None:
    """A logo as the policy keeps it (Logo.kept); None for anything else."""
    found = KEPT_LOGO.fullmatch(kept)
    if found is None:
        return None
    return ShownLogo(found["mark"], found["name"], *shown_size(int(found["width"]), int(found["height"])))
