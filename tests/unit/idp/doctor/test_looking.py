"""H03: the doctor waits for nothing without end, and says what it found for people and for programs."""

from __future__ import annotations

import json
import threading

from idp.doctor.found import Check, Found, State, failed, ok, warning
from idp.doctor.looking import look_at_all
from idp.doctor.telling import as_json, as_table, is_ill


def broken() -> Found:
    raise RuntimeError("it broke\nin two lines")


def test_one_that_hangs_and_one_that_breaks_keep_no_other_back() -> None:
    never = threading.Event()
    hangs = Check("hangs", "it", lambda: ok(str(never.wait(60))), within=0.1)

    looked = look_at_all([hangs, Check("breaks", "it", broken), Check("well", "it", lambda: ok("well"))])
    never.set()

    assert [one.found.state for one in looked] == [State.FAILED, State.FAILED, State.OK]
    assert all(one.found.remedy for one in looked[:2])
    assert looked[1].found.says == "could not be looked at: RuntimeError: it broke"


def test_all_are_looked_at_beside_each_other() -> None:
    both = threading.Barrier(2)

    looked = look_at_all([Check(key, "it", lambda: ok(str(both.wait(20)))) for key in "ab"])

    assert {one.found.state for one in looked} == {State.OK}


def test_people_read_a_line_for_each_and_below_it_what_helps() -> None:
    looked = look_at_all(
        [Check("tls", "TLS", lambda: ok("well")), Check("mail", "mail", lambda: failed("away", "Start it."))]
    )

    lines = list(as_table(looked))

    assert lines[:3] == [
        "ok         tls   TLS: well",
        "failed     mail  mail: away",
        "                 → Start it.",
    ]
    assert lines[-1] == "1 ok, 1 failed"


def test_programs_read_the_same_and_a_warning_is_no_failure() -> None:
    looked = look_at_all([Check("disk", "disk", lambda: warning("little", "Make room."))])

    told = json.loads(as_json(looked))

    assert (told["healthy"], is_ill(looked)) == (True, False)
    assert told["found"] == [
        {"key": "disk", "what": "disk", "state": "warning", "says": "little", "remedy": "Make room."}
    ]
