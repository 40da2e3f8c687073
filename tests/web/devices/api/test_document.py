"""docs/protocol.md names every call, every state and every number that the server has, and no other call."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from devices.api.calls import VERSIONS
from devices.api.enrolments import CALLS_PER_MINUTE
from devices.api.messages.reading import DEEPEST, LARGEST_BODY
from devices.api.schema import DeviceApi
from devices.approvals import stage
from devices.approvals.asking.places import MOST_OPEN
from devices.approvals.moves import FINISH_WITHIN
from devices.enrolment.claims import LIFE
from devices.signatures.jws.kinds import MOST_VERSIONS
from devices.simulator.calls import BASE
from idp.serving.bodies import DEADLINE_SECONDS

PAGE = (Path(__file__).parents[4] / "docs" / "protocol.md").read_text(encoding="utf-8")
CALL = re.compile(r"^\| `(GET|POST|PUT|DELETE) ([^`]+)` \|", re.MULTILINE)
PLACE = re.compile(r"\{\w+\}")


def test_the_table_of_calls_is_the_servers() -> None:
    document = DeviceApi().get_schema(request=None, public=True)
    here = {
        (method.upper(), PLACE.sub("{}", path.removeprefix(BASE)))
        for path, calls in document["paths"].items()
        for method in calls
    }

    assert {(method, PLACE.sub("{}", path)) for method, path in CALL.findall(PAGE)} == here


@pytest.mark.parametrize("state", sorted(stage.TOLD))
def test_every_state_that_a_phone_is_told_is_named(state: str) -> None:
    assert f"`{state}`" in PAGE


def test_the_numbers_are_the_servers() -> None:
    words = {6: "six", 10: "ten", 12: "twelve"}
    said = (
        f"at most {words[MOST_OPEN]} of an account",
        f"at most {LARGEST_BODY // 1024} KiB",
        f"nesting up to {words[DEEPEST]} deep",
        f"more than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} KiB",
        f"has not arrived in {words[int(DEADLINE_SECONDS)]} seconds",
        f"dies after {words[LIFE.seconds // 60]} minutes",
        f"never more than {FINISH_WITHIN.seconds}, an approval can be denied",
        f"after {CALLS_PER_MINUTE} claims in a minute",
        f"a positive integer below {MOST_VERSIONS:,}".replace(",", " "),
        f"now `{list(VERSIONS)}`",
    )
    page = " ".join(PAGE.split())

    assert [one for one in said if one not in page] == []
