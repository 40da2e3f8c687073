"""Every code of a refusal stands in the document with its statuses, and a test that calls the server meets it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import refusals as everywhere
from accounts.refusals import Refusal
from devices.addresses import services as addresses
from devices.addresses import trying
from devices.api import calls
from devices.api.messages import reading
from devices.approvals import refusals as approvals
from devices.callers import refusals as callers
from devices.enrolment import refusals as enrolment
from devices.moving import refusals as moving
from devices.otp.refusals import AuthenticatorAppsNotAllowed
from devices.phones import refusals as phones
from devices.phones.living import refusals as living

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs/protocol.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z_]+)` \| ([0-9 ]+) \|", re.MULTILINE)
TABLE = {
    code: {int(status) for status in statuses.split()}
    for code, statuses in ROW.findall(PAGE.partition("## Every code")[2].partition("## ")[0])
}
# Said to browsers, never to phones.
OF_PAGES = {
    approvals.NotThisBrowser,
    approvals.ResentTooOften,
    everywhere.NoSignInUnderWay,
    everywhere.RightsChanged,
}
# Said before, or in place of, what refuses by name: idp/errors.py, idp/serving/.
UNNAMED = {"fault": 500, "method_not_allowed": 405, "too_large": 413, "too_slow": 408, "unavailable": 503}
MODULES = (
    addresses,
    approvals,
    callers,
    calls,
    enrolment,
    everywhere,
    living,
    moving,
    phones,
    reading,
    trying,
)
CALLING = [
    *(ROOT / "tests/node/independent/groups").glob("*.mjs"),
    *(ROOT / "tests/web/devices").rglob("*.py"),
    *(ROOT / "tests/web/idp").rglob("*.py"),
    *(ROOT / "tests/faults").glob("*.py"),
]


def named() -> Iterator[type[Refusal]]:
    yield AuthenticatorAppsNotAllowed
    for module in MODULES:
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, Refusal) and "code" in vars(one):
                yield one


def test_the_table_has_every_code_that_a_phone_may_be_refused_with_and_no_other() -> None:
    said = {one.code for one in named() if one not in OF_PAGES} - {Refusal.code}

    assert set(TABLE) == said | UNNAMED.keys()


def test_each_has_its_status_there() -> None:
    for one in named():
        if one not in OF_PAGES and one is not Refusal:
            assert one.status in TABLE[one.code], one.code
    for code, status in UNNAMED.items():
        assert TABLE[code] == {status}


@pytest.mark.parametrize("code", sorted(TABLE))
def test_somebody_who_calls_the_server_meets_it(code: str) -> None:
    here = Path(__file__)

    met = [path.name for path in CALLING if path != here and f'"{code}"' in path.read_text(encoding="utf-8")]

    assert met, f"no test calls the server and is refused with {code}"
