"""Which addresses an application may be told at, and to which a browser is led for it. Pure but for `usable`.

By the back channel our own server calls: public addresses alone, as everything that goes out (T24). By the front
channel the person's browser does, which reaches servers of their own network too; it must be where the application
lives, so that nobody else's page is opened in somebody's name (Front-Channel Logout 1.0, section 2).
"""

from __future__ import annotations

from collections.abc import Iterable

from accounts.hooks.refusals import UnusableAddress
from accounts.hooks.services import usable_address
from idp.oidc.applications.addresses import may_be_written_down, origin_of


def may_be_told_at(address: str) -> bool:
    """Is this an address that our server may call?"""
    try:
        return usable_address(address) == address
    except UnusableAddress:
        return False


def may_be_opened(address: str, *, redirect_uris: Iterable[str]) -> bool:
    """Is this an address of the place to which the application's people are sent?"""
    is_whole = may_be_written_down(address, is_native=False)
    return is_whole and origin_of(address) in {origin_of(one) for one in redirect_uris}
