"""A person's tries around a moment, network by network: what an alert is about, and what can be blocked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.audit.browser_names import in_words
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.logs.filters import WRITTEN, address_of
from idp.portal.logs.sign_ins import words
from idp.portal.logs.sign_ins.blocking import is_blocked, where_to_block

Result = SignInAttempt.Result
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=24)
# However many a flood makes, so many of the latest are looked at, and so many networks shown.
TRIES_LOOKED_AT = 1000
MOST_NETWORKS = 10
MOST_BROWSERS = 3


@dataclass(frozen=True)
class Came:
    """How many of the tries came to this."""

    label: str
    badge: str
    many: int


@dataclass(frozen=True)
class Network:
    """The tries from one network. `block_url` is "" for whoever may not block it; `url` lists them in the log."""

    name: str
    place: str
    browsers: list[str]
    is_new: bool
    came: list[Came]
    last_at: datetime
    url: str
    is_blocked: bool
    block_url: str


@dataclass(frozen=True)
class Around:
    """All of them: `let_in` is by how many somebody was signed in; `others` counts the networks that are not shown."""

    many: int
    let_in: int
    networks: list[Network]
    others: int
    url: str


def around(person: User, moment: datetime, *, asker: User) -> Around | None:
    """From an hour before the moment to a day after it; None for whoever may not see their sign-ins."""
    if not may(asker, Act.SEE_SIGN_INS, on=person):
        return None
    # A whole minute, as the log is asked for it: what is counted here is what it lists.
    since = (moment - BEFORE).replace(second=0, microsecond=0)
    rows = SignInAttempt.objects.filter(
        tenant=person.tenant_id, person=person.pk, at__gte=since, at__lt=since + BEFORE + AFTER
    )
    found = list(rows.order_by("-at", "-id")[:TRIES_LOOKED_AT])
    by_network: dict[str, list[SignInAttempt]] = {}
    for row in found:
        by_network.setdefault(row.network, []).append(row)
    most = sorted(by_network.items(), key=lambda one: -len(one[1]))[:MOST_NETWORKS]
    return Around(
        many=len(found),
        let_in=sum(row.result == Result.SIGNED_IN for row in found),
        networks=[
            _network(name, tries, url=_listed(person, since, network=name), asker=asker, tenant=person.tenant)
            for name, tries in most
        ],
        others=len(by_network) - len(most),
        url=_listed(person, since),
    )


def _network(name: str, tries: list[SignInAttempt], *, url: str, tenant: Tenant, asker: User) -> Network:
    return Network(
        name=name,
        place=tries[0].place,
        browsers=[in_words(browser) for browser in _browsers(tries)],
        is_new=any(row.is_new_browser for row in tries),
        came=list(_came(tries)),
        last_at=tries[0].at,
        url=url,
        is_blocked=is_blocked(name, tenant=tenant),
        block_url=where_to_block(name, tenant=tenant, asker=asker),
    )


def _browsers(tries: list[SignInAttempt]) -> list[str]:
    return [name for name, _many in Counter(row.browser for row in tries if row.browser).most_common()][
        :MOST_BROWSERS
    ]


def _came(tries: list[SignInAttempt]) -> Iterator[Came]:
    for result, many in Counter(row.result for row in tries).most_common():
        yield Came(str(Result(result).label), words.BADGES.get(Result(result), ""), many)


def _listed(person: User, since: datetime, **asked: str) -> str:
    """The log, asked for the same; the end of a minute includes it."""
    zone = timezone.get_current_timezone()
    until = since + BEFORE + AFTER - timedelta(minutes=1)
    said = {
        "q": person.username,
        **asked,
        "since": since.astimezone(zone).strftime(WRITTEN),
        "until": until.astimezone(zone).strftime(WRITTEN),
        "zone": timezone.get_current_timezone_name(),
    }
    return f"{reverse('admin:sign_ins_of', args=[person.tenant_id])}?{address_of(said)}"
