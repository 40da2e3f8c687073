"""The first page at a glance: today's sign-ins, and what stands out with what to do about it (E14, 12.3)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.alerts.models import Alert
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.users import roles, services
from accounts.users.models import User
from idp.portal.glance import standing_out
from idp.portal.glance.standing_out import MANY_FOR_A_PERSON, MANY_FROM_A_NETWORK, MANY_IN_AN_ORGANISATION
from tests.support.pages import frozen
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn

pytestmark = pytest.mark.both_databases

Result = SignInAttempt.Result
BAR = re.compile(
    r'<text class="chart-label"[^>]*>([^<]*)</text>(?:</a>)?\s*<text class="chart-count"[^>]*>([^<]*)<'
)
ROW = re.compile(
    r'<p class="row-title">(.*?)</p>\s*<p class="row-detail">(.*?)</p>.*?href="([^"]*)"', re.DOTALL
)


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    """Midnight does not come between what happens and what is looked at."""
    with frozen():
        yield


def counted(organisation: Organisation, many: int, *, days_ago: int = 0, **kind: str) -> None:
    values = {"method": "phone", "result": Result.SIGNED_IN, "application": "", "place": "", **kind}
    day = clock.now().date() - timedelta(days=days_ago)
    SignInsOfDay.objects.create(tenant=organisation.tenant, day=day, count=many, **values)


def tries(person: User, many: int, *, hours_ago: float = 1, **said: Any) -> None:
    """So many tries of somebody's that let nobody in."""
    at = clock.now() - timedelta(hours=hours_ago)
    begun = SignInAttempt.objects.count()
    values = {"result": Result.REFUSED, "method": "password", "methods": ["password"], **said}
    SignInAttempt.objects.bulk_create(
        SignInAttempt(
            tenant=person.tenant,
            person=person,
            mark=f"m{n}",
            at=at,
            last_at=at,
            first_event=n,
            last_event=n,
            **values,
        )
        for n in range(begun, begun + many)
    )


def bars(client: Client) -> dict[str, str]:
    return {
        html.unescape(label): count for label, count in BAR.findall(client.get("/portal/").content.decode())
    }


def rows(client: Client) -> dict[str, tuple[str, str]]:
    """What stands out: what to do about it, and where its button leads."""
    page = client.get("/portal/").content.decode()
    if 'aria-labelledby="out-title"' not in page:
        return {}
    begins = page.index('aria-labelledby="out-title"')
    found = ROW.findall(page[begins : page.index("</section>", begins)])
    return {html.unescape(title).split(" · ")[0]: (todo, html.unescape(url)) for title, todo, url in found}


def test_todays_sign_ins_are_those_of_the_askers_organisation(
    nordljus: Organisation, fjordbank: Organisation, operator: User, sign_in: SignIn
) -> None:  # E14
    counted(nordljus, 5)
    counted(nordljus, 2, result=Result.DENIED)
    counted(nordljus, 70, days_ago=1)
    counted(fjordbank, 1000, method="passkey")

    of_admin, of_operator = bars(sign_in(nordljus.admin)), bars(sign_in(operator))

    assert (of_admin["Signed in"], of_admin["Denied on the phone"], of_admin["Handslag app"]) == (
        "5",
        "2",
        "5",
    )
    assert "Passkey" not in of_admin
    assert (of_operator["Signed in"], of_operator["Passkey"]) == ("1,005", "1,000")


def test_whoever_sees_no_sign_ins_is_shown_none(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:  # E03
    rights = roles.Rights(reach=roles.Reach.OWN, acts=frozenset({roles.Act.OPEN_PORTAL}))
    monkeypatch.setattr(roles, "TABLE", {**roles.TABLE, "porter": rights})
    counted(nordljus, 5)
    tries(nordljus.member, MANY_FOR_A_PERSON)
    Alert.objects.create(
        kind="not_me", about="x", tenant=nordljus.tenant, user=nordljus.member, raised_at=clock.now()
    )
    services.block(nordljus.member, actor=nordljus.admin)

    client = sign_in(make_person(nordljus.tenant, "porter", role="porter"))

    assert (bars(client), rows(client)) == ({}, {})


def test_a_person_with_many_tries_stands_out_and_one_with_fewer_does_not(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    bo = make_person(nordljus.tenant, "bo")
    tries(nordljus.member, MANY_FOR_A_PERSON - 4)
    tries(nordljus.member, 4, result=Result.DENIED)
    tries(bo, MANY_FOR_A_PERSON - 1)
    tries(bo, 40, hours_ago=25)
    tries(bo, 40, result=Result.SIGNED_IN)
    client = sign_in(nordljus.admin)

    [(title, (todo, url))] = rows(client).items()

    assert title == f"ann@nordljus.example: {MANY_FOR_A_PERSON} tries in 24 hours that let nobody in"
    assert todo.startswith("Ask whether it was them.")
    shown = client.get(url).content.decode()
    assert "ann@nordljus.example" in shown
    assert "bo@nordljus.example" not in shown


def test_a_network_from_which_many_try_stands_out_and_leads_to_its_tries(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    for n in range(MANY_FROM_A_NETWORK // 2):
        tries(make_person(nordljus.tenant, f"p{n}", password=None), 2, network="203.0.113.0")
    client = sign_in(nordljus.admin)

    [(title, (todo, url))] = rows(client).items()

    assert title == f"203.0.113.0: {MANY_FROM_A_NETWORK} tries in 24 hours that let nobody in"
    assert "block it" in todo
    assert "p1@nordljus.example" in client.get(url).content.decode()


def test_alerts_and_who_is_blocked_stand_there_with_what_to_do(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:
    for organisation in (nordljus, fjordbank):
        Alert.objects.create(
            kind="not_me",
            about=organisation.tenant.slug,
            tenant=organisation.tenant,
            user=organisation.member,
            raised_at=clock.now(),
        )
        services.block(organisation.member, actor=organisation.admin)
    client = sign_in(nordljus.admin)

    found = rows(client)

    assert len(found) == 2
    assert next(iter(found)).startswith("ann@nordljus.example: ")
    assert [client.get(url).status_code for _todo, url in found.values()] == [200, 200]
    assert "Sign-in is blocked for 1 person" in found


def test_an_operator_sees_in_which_organisations_most_tries_fail(
    nordljus: Organisation, fjordbank: Organisation, operator: User, sign_in: SignIn
) -> None:
    counted(nordljus, MANY_IN_AN_ORGANISATION, result=Result.REFUSED)
    counted(fjordbank, MANY_IN_AN_ORGANISATION - 1, result=Result.DENIED)
    client = sign_in(operator)

    [(title, (_todo, url))] = rows(client).items()

    assert title == f"Nordljus: {MANY_IN_AN_ORGANISATION} tries today that let nobody in"
    assert client.get(url).status_code == 200


def test_however_much_happens_only_so_many_tries_are_looked_at(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing_out, "TRIES_LOOKED_AT", MANY_FOR_A_PERSON - 1)
    tries(nordljus.member, MANY_FOR_A_PERSON * 2)

    assert rows(sign_in(nordljus.admin)) == {}


def test_the_first_page_asks_as_much_in_a_flood_as_on_a_quiet_day(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    client = sign_in(nordljus.admin)
    tries(nordljus.member, MANY_FOR_A_PERSON)
    client.get("/portal/")
    with CaptureQueriesContext(connection) as few:
        client.get("/portal/")
    for n in range(8):
        tries(
            make_person(nordljus.tenant, f"p{n}", password=None),
            MANY_FROM_A_NETWORK,
            network=f"203.0.113.{n}",
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/portal/")

    assert len(many) == len(few)
