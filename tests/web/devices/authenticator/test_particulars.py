"""What exactly is asked is shown whole, or can only be denied: one table for document, app and simulator."""

import re
import subprocess
from pathlib import Path

from devices.phones.native import CAPABILITIES
from devices.simulator import particulars

ROOT = Path(__file__).parents[4]
ROW = re.compile(r"^\| `([a-z_]+)` \| `([a-z_ ]+)` \| (?:`([a-z_ ]+)` )?\|$", re.MULTILINE)
IN_THE_APP = re.compile(r"^  (\w+): \{ must: \[(.*?)\], may: \[(.*?)\] \},$", re.MULTILINE)


def test_the_app_reads_particulars_strictly_and_approves_only_what_it_can_show() -> None:  # T26
    ran = subprocess.run(
        ["node", "--test", "tests/node/authenticator/particulars.test.mjs"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_document_app_and_simulator_know_the_same_types() -> None:  # T26
    document = (ROOT / "docs/protocol.md").read_text()
    section = document.partition("### What only some phones are sent")[2].partition("###")[0]
    app = (ROOT / "devices/static/authenticator/protocol/particulars.js").read_text()

    documented = {kind: (set(must.split()), set(may.split())) for kind, must, may in ROW.findall(section)}
    shown = {kind: (_words(must), _words(may)) for kind, must, may in IN_THE_APP.findall(app)}
    simulated = {kind: (set(one.must), set(one.may)) for kind, one in particulars.TYPES.items()}

    assert documented == shown == simulated
    assert set(particulars.CAPABILITIES) == CAPABILITIES


def _words(listed: str) -> set[str]:
    return set(re.findall(r'"(\w+)"', listed))
