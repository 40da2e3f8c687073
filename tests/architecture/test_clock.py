"""One clock: whatever decides, stores or shows a time asks accounts/clock.py, or the database by `Now()` (T38)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.files import source_files, text_of

# This machine's clock, or something of Django's that asks it.
OF_THIS_MACHINE = {
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "timezone.now",
    "timezone.localtime",
    "timezone.localdate",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "signing.dumps",
    "signing.loads",
    "signing.TimestampSigner",
    "request.get_signed_cookie",
}
OPTIONS = {"auto_now", "auto_now_add"}
# As a template asks it; `timesince` with the time it is told from is right.
IN_TEMPLATES = re.compile(r"\|(?:timesince|timeuntil|naturaltime|naturalday)\b(?!:)|{%\s*now\b")
ALLOWED = {
    "accounts/clock.py": "compares this machine's clock with the database's, and has what stands for `auto_now_add`",
    "devices/simulator/phone.py": "a phone's own clock",
    "devices/simulator/state.py": "a phone's own clock",
}


def test_nothing_asks_the_clock_of_this_machine() -> None:  # T38
    asked = [f"{path}:{where}" for path in source_files(".py") for where in _asking(path)]

    assert [one for one in asked if one.partition(":")[0] not in ALLOWED] == []


def test_no_template_asks_the_clock_of_this_machine() -> None:  # T38
    asked = [str(path) for path in source_files(".html") if IN_TEMPLATES.search(text_of(path))]

    assert asked == []


def test_what_is_allowed_is_needed() -> None:
    assert [path for path in ALLOWED if not list(_asking(Path(path)))] == []


def _asking(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in OF_THIS_MACHINE:
            yield f"{node.lineno} {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom):
            taken = {f"{(node.module or '').rpartition('.')[2]}.{name.name}" for name in node.names}
            yield from (f"{node.lineno} {name}" for name in taken & OF_THIS_MACHINE)
        if isinstance(node, ast.Call):
            named = OPTIONS & {option.arg for option in node.keywords}
            yield from (f"{node.lineno} {name}" for name in named)
        if isinstance(node, ast.Constant) and node.value in OPTIONS:
            yield f"{node.lineno} {node.value}"
