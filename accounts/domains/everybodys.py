"""What no organisation can have: suffixes under which anybody registers a name, and providers of mail for anybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from publicsuffixlist import PublicSuffixList

from accounts.refusals import Refusal
from accounts.tenants.domains import u_labels

# Where anybody has an address. They could not prove one of these anyway; said at once, it saves them the try.
PROVIDERS = Path(__file__).with_name("providers.txt")


class EverybodysDomain(Refusal):
    """`public_text` says whose it is instead."""

    code = "everybodys_domain"

    def __init__(self, name: str, *, text: str) -> None:
        super().__init__(name)
        self.public_text = text % {"name": u_labels(name)}


def refuse_everybodys(name: str) -> None:
    """Refuse a domain, as it is kept, that can be no single organisation's."""
    if name in _providers():
        text = _("Anybody can have an address at %(name)s, so no organisation has it as its own.")
        raise EverybodysDomain(name, text=str(text))
    if is_suffix(name):
        text = _("Anybody can register a name below %(name)s. Write the name that is your organisation's.")
        raise EverybodysDomain(name, text=str(text))


def is_suffix(name: str) -> bool:
    """Is this a suffix such as co.uk, below which others register names of their own?"""
    # A last part that the list does not have may be a network's own: what stands below it is somebody's.
    return _suffixes().publicsuffix(name, accept_unknown=False) == name


@cache
def _suffixes() -> PublicSuffixList:
    """The list as our dependency brings it; read when it is first asked for."""
    return PublicSuffixList()


@cache
def _providers() -> frozenset[str]:
    return frozenset(PROVIDERS.read_text(encoding="ascii").split())
