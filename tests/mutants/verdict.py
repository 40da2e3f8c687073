"""A plugin of pytest: notes of each test whether it passed, or by what it failed."""

from __future__ import annotations

import traceback
from collections.abc import Generator
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

PASSED, SKIPPED, HELD = "passed", "skipped", "held"
OURS = frozenset({"accounts", "devices", "idp", "tests"})
said: dict[str, str] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if said.get(item.nodeid, PASSED) == PASSED:
        said[item.nodeid] = what_it_says(report, call.excinfo.value if call.excinfo else None)
    return report


def what_it_says(report: pytest.TestReport, why: BaseException | None) -> str:
    """That it passed or was skipped, that the test holds the rule, or what else went wrong."""
    if why is None or report.outcome == "passed":
        return PASSED
    if report.outcome == "skipped":
        return SKIPPED
    if report.when != "setup" and is_by_rule(why):
        return HELD
    return f"{type(why).__name__}: {why}".splitlines()[0][:200]


def is_by_rule(why: BaseException) -> bool:
    """Is this how a test says that a rule is missing: by an assertion, a refusal, or on a line of its own?

    Anything else, such as a name that the product lacks now, only says that the edit broke the program.
    """
    # Imported late: an edit may have broken these, which is then told as what it is.
    from accounts.refusals import Refusal  # noqa: PLC0415
    from devices.signatures.errors import SignatureRejected  # noqa: PLC0415

    if isinstance(why, pytest.fail.Exception):
        return "DID NOT RAISE" in str(why)
    is_refusal = isinstance(why, AssertionError | Refusal | SignatureRejected | PermissionDenied | Http404)
    return is_refusal or _raised_in(why) == "tests"


def _raised_in(why: BaseException) -> str:
    """The package of ours whose line was the last before it was raised."""
    here = Path.cwd()
    files = [Path(frame.f_code.co_filename) for frame, _line in traceback.walk_tb(why.__traceback__)]
    ours = [file.relative_to(here).parts[0] for file in files if file.is_relative_to(here)]
    return next((part for part in reversed(ours) if part in OURS), "")
