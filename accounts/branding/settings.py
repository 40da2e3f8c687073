"""What an organisation sets of its looks at sign-in: a part of its policy (E18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.branding.colour import one_form
from accounts.branding.models import Logo
from accounts.policy.parts import InWords, OfTenant, TenantPart
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME, shown
from accounts.users.roles import Act

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "branding"
LONGEST_HELP = 300
LONGEST_LINK = 500
LONGEST_WRITTEN = 4 * LONGEST_HELP
LINKS = ("help_link", "terms_link", "privacy_link")
NOT_A_LINK = gettext_lazy("Write a whole address with https, such as https://nordljus.example/help.")
NOT_A_COLOUR = gettext_lazy("Write a colour as six digits of 0-9 and a-f, such as #1e4e40.")
LOGO_GONE = gettext_lazy("This logo has been removed. Choose another one.")
NOT_PLAIN = gettext_lazy("This is too long, or has signs that nobody would see.")

_https = URLValidator(schemes=["https"])


@dataclass(frozen=True, kw_only=True)
class BrandingSettings:
    """All empty: the organisation's own name, our colours, and nothing else. `logo` is what `Logo.kept` says."""

    name: str = ""
    logo: str = ""
    logo_says_name: bool = False
    colour: str = ""
    help_text: str = ""
    help_link: str = ""
    terms_link: str = ""
    privacy_link: str = ""

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """Asked whoever saves it, by whatever way: what is kept is shown to people who have proven nothing."""
        found: dict[str, StrOrPromise] = {}
        if self.name != shown(self.name, longest=LONGEST_NAME):
            found["name"] = NOT_PLAIN
        if self.help_text != shown(self.help_text, longest=LONGEST_HELP):
            found["help_text"] = NOT_PLAIN
        if self.colour != one_form(self.colour):
            found["colour"] = NOT_A_COLOUR
        # Only one of its own, written by us: a mark alone would let an admin show another organisation's.
        if self.logo and self.logo not in kept_logos(tenant):
            found["logo"] = LOGO_GONE
        return found | {
            name: NOT_A_LINK for name in LINKS if getattr(self, name) and not is_link(getattr(self, name))
        }


def kept_logos(tenant: Tenant) -> dict[str, Logo]:
    """The pictures that this tenant can choose from, by what the policy keeps of each."""
    return {logo.kept: logo for logo in Logo.objects.filter(tenant=tenant)}


def is_link(written: str) -> bool:
    """Is it a whole https address, with no name or password in it that would say where it seems to lead?"""
    try:
        _https(written)
    except ValidationError:
        return False
    return len(written) <= LONGEST_LINK and "@" not in urlsplit(written).netloc


class PlainField(forms.CharField):
    """One line of plain text (T26), however it was written; how long it may be is asked of what is left."""

    def to_python(self, value: Any) -> str:
        return shown(str(value or "")[:LONGEST_WRITTEN], longest=LONGEST_WRITTEN)


class LinkField(forms.CharField):
    """An https address; what is written without https:// before it gets that."""

    def to_python(self, value: Any) -> str:
        written = str(value or "").strip()
        return f"https://{written}" if written and ":" not in written else written

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_link(value):
            raise ValidationError(str(NOT_A_LINK))


class ColourField(forms.CharField):
    """A colour as #rrggbb, or nothing for ours."""

    def to_python(self, value: Any) -> str:
        written = str(value or "").strip()
        return one_form(written) or written

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not one_form(value):
            raise ValidationError(str(NOT_A_COLOUR))


class LogoField(OfTenant, InWords, forms.ChoiceField):
    """One of the organisation's pictures, each shown beside its name, or none."""

    def belong_to(self, tenant: Tenant) -> None:
        pictures = [(kept, _pictured(logo)) for kept, logo in kept_logos(tenant).items()]
        self.choices = [("", _("None: the first letter of the name")), *pictures]

    def in_words(self, value: object) -> str | None:
        """By its name: nobody reads a mark."""
        return str(value).partition(" ")[2] if value else None


def _pictured(logo: Logo) -> str:
    url = reverse("branding:logo", args=(logo.mark,))
    return format_html(
        '<img class="brand-logo" src="{}" width="{}" height="{}" alt="" /> {}',
        url,
        *logo.shown_size,
        logo.name,
    )


def _link(label: StrOrPromise) -> LinkField:
    attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}
    return LinkField(
        label=label,
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.TextInput(attrs=attrs),
        help_text=gettext_lazy("A link below the sign-in, with https. Empty: none."),
    )


class BrandingFields(forms.Form):
    """The fields of BrandingSettings."""

    name = PlainField(
        label=gettext_lazy("name that is shown"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy(
            "At sign-in, at Security info and at the head of letters. Empty: the name that the organisation has here, "
            "which phones show as well."
        ),
    )
    logo = LogoField(
        label=gettext_lazy("logo"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", gettext_lazy("None: the first letter of the name"))],
        help_text=gettext_lazy("Above the sign-in, at Security info and at the head of letters."),
    )
    logo_says_name = forms.BooleanField(
        label=gettext_lazy("the logo says the name"),
        required=False,
        help_text=gettext_lazy(
            "On: the name is not written beside it. It is still read out to whoever cannot see it."
        ),
    )
    colour = ColourField(
        label=gettext_lazy("colour"),
        required=False,
        max_length=7,
        help_text=gettext_lazy(
            "Of buttons and links, such as #1e4e40. Made darker or lighter where it could not be read. Empty: ours."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "placeholder": "#1e4e40",
            }
        ),
    )
    help_text = PlainField(
        label=gettext_lazy("words below the sign-in"),
        required=False,
        max_length=LONGEST_HELP,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Such as whom to call. Whoever types a username with a domain of yours can read it: keep secrets out."
        ),
    )
    help_link = _link(gettext_lazy("address of your help"))
    terms_link = _link(gettext_lazy("address of your terms"))
    privacy_link = _link(gettext_lazy("address of your privacy statement"))


PART = TenantPart(
    key=KEY,
    title=gettext_lazy("How sign-in looks"),
    help=gettext_lazy(
        "Shown once somebody has typed a username with a domain of yours, whether or not anybody has that name."
    ),
    settings=BrandingSettings,
    fields=BrandingFields,
    template="idp/portal/branding/policy.html",
    act=Act.CHANGE_BRANDING,
    rank=90,
    unset=gettext_lazy("Its name, in our colours"),
)
