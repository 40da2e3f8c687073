"""What strangers' requests are counted by: the networks they come from, nested."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from accounts.throttle.counting import DAY, MINUTE, Limit
from accounts.users.places import client_address, is_in, networks_around

# How many times the tries of the narrowest network the wider ones have: of IPv6 the /48, /56 and /64, of IPv4 the /24
# and the address. Whoever has one of them has all that is in it (RFC 6177), its neighbours share it.
TIMES = {48: 10, 56: 3, 64: 1, 24: 10, 32: 1}
# The widest has as many in a day as in so many minutes: names that nobody has are rows for up to a month.
MINUTES_A_DAY = 50
# An office of ours: everybody in it has one address.
OWN_TIMES = 20


def networks_of(request: HttpRequest, scope: str, *, a_minute: int) -> tuple[Limit, ...]:
    """The limits under which a try of `scope` counts, the widest network first; `a_minute` is the narrowest's."""
    minute = networks_within(request, scope, most=a_minute, seconds=MINUTE)
    widest = minute[0]
    day = Limit(scope=f"{scope} a day", key=widest.key, most=widest.most * MINUTES_A_DAY, seconds=DAY)
    return day, *minute


def networks_within(request: HttpRequest, scope: str, *, most: int, seconds: int) -> tuple[Limit, ...]:
    """The limits of a time of one's own, the widest network first; `most` is the narrowest's."""
    address = client_address(request)
    own = OWN_TIMES if is_in(address, settings.OWN_NETWORKS) else 1
    return tuple(
        Limit(scope=scope, key=network, most=most * own * TIMES.get(prefix, 1), seconds=seconds)
        for network, prefix in networks_around(address)
    )
