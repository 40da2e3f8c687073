"""Every path from a username to a session stands in docs/ways-in.md, with what it proves; and each leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.methods.proof import Passed
from accounts.policy.need import Need
from accounts.policy.rules import MethodFacts, decide
from tests.support.letters import carry_letters
from tests.support.pages import browser, is_signed_in, read
from tests.support.passkeys import sign_in_by_passkey
from tests.support.people import make_personal, make_tenant, set_part
from tests.support.proving import PROVE, have_everything, walk
from tests.support.sessions import proof_of

TABLE = Path(settings.BASE_DIR) / "docs" / "ways-in.md"
ROW = re.compile(r"^\| (`.+`) \| ([a-z, ]+) \| ([a-z ]*)\| ([a-z ]+) \| ([a-z_]+) \|$", re.MULTILINE)
ASKED = {"one": Need(), "two": Need(factors=2)}
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One line of the table, for one thing that may be asked."""

    path: Keys
    asked: str
    factors: frozenset[str]
    amr: Keys
    acr: str

    def __str__(self) -> str:
        return f"{' then '.join(self.path)}, {self.asked} asked"


def rows() -> list[Row]:
    return [
        Row(tuple(re.findall(r"`(\w+)`", path)), asked, frozenset(factors.split()), tuple(amr.split()), acr)
        for path, asks, factors, amr, acr in ROW.findall(TABLE.read_text())
        for asked in asks.split(", ")
    ]


def best_of(method: VerificationMethod) -> Passed:
    proves = method.proves
    return Passed(
        method.key,
        proves.factors,
        (),
        is_phishing_resistant=proves.is_phishing_resistant,
        is_granted=proves.is_granted,
    )


def everything() -> list[MethodFacts]:
    """All ways, as they stand for somebody who has each and may use it; what is handed out begins by itself."""
    return [
        MethodFacts(m.key, m.proves, True, True, m.can_start or m.proves.is_granted, m.can_follow)
        for m in registry.in_order()
    ]


def paths(need: Need, passed: Keys = ()) -> Iterator[Keys]:
    """Every order in which ways are proven until that is enough, by the rules themselves."""
    decision = decide(need, methods=everything(), passed=[best_of(registry.get(key)) for key in passed])
    if decision.is_enough:
        yield passed
    for key in decision.prove:
        yield from paths(need, (*passed, key))


@pytest.mark.parametrize("asked", ASKED)
def test_every_path_stands_in_the_table_and_no_other(asked: str) -> None:
    assert sorted(row.path for row in rows() if row.asked == asked) == sorted(paths(ASKED[asked]))


def test_each_way_can_be_walked_here() -> None:
    assert set(PROVE) == {method.key for method in registry.in_order() if not method.only_recovers}


@pytest.mark.parametrize("row", rows(), ids=str)
def test_it_leads_to_a_session_that_claims_what_the_table_says(row: Row, db: None) -> None:
    tenant = make_tenant(methods=list(PROVE), two_step=row.asked == "two")
    client = browser()

    page = walk(have_everything(tenant), client, row.path)

    assert is_signed_in(client), page.text
    assert proof_of(client).methods == row.path
    assert claimed(client) == (row.factors, row.amr, row.acr)


def test_a_passkey_without_a_username_claims_what_its_row_says(db: None) -> None:  # F04
    person, client = have_everything(make_tenant(methods=list(PROVE))), browser()

    sign_in_by_passkey(client, person.passkey)

    assert proof_of(client).methods == ("passkey",)
    assert claimed(client) == row_of("passkey")


def test_a_personal_account_that_was_just_made_claims_what_its_row_says(db: None) -> None:  # A11
    set_part(make_personal(), "sign_up", is_open=True)
    client = browser()
    read(client.post("/sign-up/", {"address": "eva@post.example"}, follow=True))
    code = re.search(r"\b\d{8}\b", str(carry_letters()[-1].body))
    assert code
    client.post("/sign-up/code/", {"code": code[0]})

    client.post("/sign-up/account/", {"name": "Eva", "new_password": "seven wet umbrellas"})

    assert claimed(client) == row_of("password")


def claimed(client: Client) -> tuple[frozenset[str], Keys, str]:
    signed_in = proof_of(client)
    return signed_in.factors, signed_in.amr, signed_in.acr


def row_of(key: str) -> tuple[frozenset[str], Keys, str]:
    (row,) = (row for row in rows() if row.path == (key,) and row.asked == "one")
    return row.factors, row.amr, row.acr
