"""Trusted networks: where the second step of two-step verification is not asked, each by a name (E09).

They spare what is asked of everybody, and nothing else: not the portal, not changing ways to sign in, not what an
application asks for. An address says where somebody is, and never who: whoever has a password and is there is in.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.many.estimating import Some, grouped, look_at, some_of
from accounts.policy.changing import Policy
from accounts.policy.networks import LONGEST_WRITTEN, NetworkTooWide, UnusableNetwork, one_form_of
from accounts.policy.parts import TenantPart, settings_for
from accounts.policy.ways_in import asked_two_steps
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME, shown
from accounts.users.access import users_in
from accounts.users.places import is_in

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = "trusted_networks"
MOST_TRUSTED = 50
# Wider than this is no network of one organisation's.
WIDEST_TRUSTED = {4: 8, 6: 20}
LONGEST_LINE = LONGEST_WRITTEN + 1 + LONGEST_NAME
LONGEST_LIST = MOST_TRUSTED * (LONGEST_LINE + 2)
# Networks that many have at home or share with strangers: right only where people reach this server from inside.
NOT_ONLY_THEIRS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
# Where no browser of anybody's comes from, or only what stands before this server: all would be trusted as one.
NOBODYS = ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/127", "fe80::/10", "ff00::/8")
IPV4_IN_IPV6 = "::ffff:0:0/96"


class Trusted(NamedTuple):
    """A network, in its one form, and what the organisation calls it."""

    network: str
    name: str


@dataclass(frozen=True, kw_only=True)
class TrustedNetworks:
    """The settings of one tenant. `networks` are lines, each a network in its one form, a blank and its name."""

    is_on: bool = False
    networks: tuple[str, ...] = ()

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """The first thing that is wrong, by the line it is about."""
        if len(self.networks) > MOST_TRUSTED:
            return {"networks": gettext_lazy("At most fifty networks. Join some that stand side by side.")}
        if self.is_on and not self.networks:
            return {"networks": gettext_lazy("Write at least one network, or turn this off.")}
        wrong = next((text for line in self.networks if (text := _wrong_with(line))), "")
        return {"networks": wrong or text} if (text := wrong or _overlapping(self.networks)) else {}

    def name_at(self, address: str) -> str:
        """What the trusted network that this address is in is called; "" for none, and where nothing is trusted."""
        if not (self.is_on and address):
            return ""
        readable = _readable(self.networks)
        if not is_in(address, [one.network for one in readable]):
            return ""
        return next(one.name for one in readable if is_in(address, [one.network]))


def trusted_network(tenant: Tenant, address: str) -> str:
    """What the tenant calls its trusted network that this address is in; "" for none."""
    return settings_for(tenant, KEY, TrustedNetworks).name_at(address)


@lru_cache(maxsize=256)
def _readable(lines: tuple[str, ...]) -> tuple[Trusted, ...]:
    """Those that could be saved now: what another release kept, and this one would refuse, trusts nobody."""
    return tuple(_split(line) for line in lines if not _wrong_with(line))


def _split(line: str) -> Trusted:
    network, _blank, name = line.partition(" ")
    return Trusted(network, name)


def as_line(written: str) -> str:
    """Return what somebody wrote as the line that is kept; as it was written where that cannot be."""
    network, _blank, name = " ".join(written.split()).partition(" ")
    # What is no network `problems` says, in the words of what was written.
    with suppress(UnusableNetwork, NetworkTooWide):
        network = one_form_of(network, widest=WIDEST_TRUSTED)
    return f"{network} {shown(name, longest=LONGEST_NAME)}".strip()


def _wrong_with(line: str) -> StrOrPromise:
    """What is wrong with this line by itself; "" where nothing is."""
    network, name = _split(line)
    try:
        is_kept_so = one_form_of(network, widest=WIDEST_TRUSTED) == network
    except UnusableNetwork:
        is_kept_so = False
    except NetworkTooWide:
        return _said(
            gettext_lazy("Wider than /8, in IPv6 /20: that is no one organisation's network"), network
        )
    if not is_kept_so:
        return _said(
            gettext_lazy(
                "Write a network and what you call it, such as 203.0.113.0/24 Office. Not a network"
            ),
            network[:LONGEST_WRITTEN],
        )
    if _overlaps(network, IPV4_IN_IPV6):
        return _said(gettext_lazy("Write IPv4 networks as such, and not inside IPv6"), network)
    if any(_overlaps(network, nobodys) for nobodys in NOBODYS):
        return _said(gettext_lazy("Nobody's browser comes from there"), network)
    if not name or name != shown(name, longest=LONGEST_NAME):
        return _said(gettext_lazy("Write behind it what you call it, such as Office"), network)
    return ""


def _overlapping(lines: tuple[str, ...]) -> StrOrPromise:
    """Two that overlap: which of their names is told of somebody in both would be chance."""
    for at, line in enumerate(lines):
        for other in lines[:at]:
            if _overlaps(_split(line).network, _split(other).network):
                return _said(gettext_lazy("These overlap, so keep one of them"), f"{other}, {line}")
    return ""


def _said(why: StrOrPromise, about: str) -> StrOrPromise:
    return format_lazy("{why}: {about}", why=why, about=about)


def _overlaps(one: str, other: str) -> bool:
    a, b = ipaddress.ip_network(one), ipaddress.ip_network(other)
    return a.version == b.version and a.overlaps(b)


class NetworksField(forms.CharField):
    """Networks, one a line, each with its name behind it; kept as a list of lines in one form."""

    def __init__(self, **facts: Any) -> None:
        attrs = {"rows": 4, "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(required=False, max_length=LONGEST_LIST, widget=forms.Textarea(attrs=attrs), **facts)

    def prepare_value(self, value: Any) -> Any:
        """One a line; what was written stays as it was."""
        return value if value is None or isinstance(value, str) else "\n".join(value)

    def clean(self, value: Any) -> Any:
        lines = [as_line(line) for line in (super().clean(value) or "").splitlines() if line.strip()]
        too_long = next((line for line in lines if len(line) > LONGEST_LINE), "")
        if too_long:
            raise ValidationError(
                _("This line is too long: %(line)s") % {"line": f"{too_long[:LONGEST_NAME]} …"}
            )
        return lines


class TrustedNetworksForm(forms.Form):
    """The fields of TrustedNetworks."""

    is_on = forms.BooleanField(
        label=gettext_lazy("do not ask the second step on these networks"),
        required=False,
        help_text=gettext_lazy(
            "On: there whoever knows a password is in. The portal, changing one's ways to sign in, and what an "
            "application asks for go on asking. Away from there it is asked at the next sign-in, and not before."
        ),
    )
    networks = NetworksField(
        label=gettext_lazy("networks"),
        help_text=gettext_lazy(
            "One a line, and behind it what you call it: 203.0.113.0/24 Office. At most fifty, none wider than /8, in "
            "IPv6 /20."
        ),
    )


def _meets(tenant: Tenant, policy: Policy) -> StrOrPromise:
    settings = _read(policy)
    if not settings.is_on:
        return ""
    people = users_in(tenant)
    asked = some_of(people.filter(asked_two_steps(policy), is_active=True), look_at(people))
    return " ".join(filter(None, [_not_asked(asked), *_warnings(settings)]))


def _not_asked(some: Some) -> str:
    n = some.count()
    if some.is_about:
        return _(
            "The second step is not asked there of about %(n)s people of whom it is asked elsewhere."
        ) % {"n": grouped(n)}
    if not n:
        return ""
    words = ngettext(
        "The second step is not asked there of %(n)d person of whom it is asked elsewhere.",
        "The second step is not asked there of %(n)d people of whom it is asked elsewhere.",
        n,
    )
    return words % {"n": n}


def _warnings(settings: TrustedNetworks) -> Iterator[str]:
    """What can be right and mostly is not, said before it is saved."""
    shared = [
        one.network
        for one in _readable(settings.networks)
        if any(_overlaps(one.network, theirs) for theirs in NOT_ONLY_THEIRS)
    ]
    if shared:
        yield _(
            "Look twice at %(networks)s: such addresses are used in many places. It is right only where people reach "
            "this server from inside your own network, and no proxy that it does not know stands between."
        ) % {"networks": ", ".join(shared)}


def _read(policy: Policy) -> TrustedNetworks:
    return read_stored(TrustedNetworks, policy.parts.get(KEY, {})) or TrustedNetworks()


PART = TenantPart(
    key=KEY,
    title=gettext_lazy("Trusted networks"),
    help=gettext_lazy(
        "Only where two-step verification is on. An address says where somebody is, never who."
    ),
    settings=TrustedNetworks,
    fields=TrustedNetworksForm,
    rank=3,
    is_for=lambda tenant: not tenant.is_personal,
    meets=_meets,
)
