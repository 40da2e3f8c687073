"""Each event stands once, in its declaration, with its words in both languages."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.functional import Promise

from accounts.audit.events import declared_events, declared_kinds
from tests.architecture.files import ROOT, project_files, source_files, text_of

# A tag, a kind, or the beginning of a tag to which the rest is added.
TAG = re.compile(r"(user|tenant):[a-z_]+(:[a-z_]*)?")
NAMED = re.compile(r"\b(?:user|tenant):[a-z_]+:[a-z_]+\b")


@pytest.fixture(scope="module", autouse=True)
def _all_declared() -> None:
    for path in source_files(".py"):
        if re.search(r"\b(event|kind)\(", text_of(path)):
            importlib.import_module(".".join(path.with_suffix("").parts))


def test_a_tag_stands_nowhere_but_in_its_declaration() -> None:
    astray = [f"{path}:{line}" for path in source_files(".py") for line in _tags_astray(path)]
    astray += [str(path) for path in source_files(".html", ".js", ".txt") if NAMED.search(text_of(path))]

    assert astray == []


def test_every_event_and_kind_has_its_swedish() -> None:
    swedish = polib.pofile(str(ROOT / "locale" / "sv" / "LC_MESSAGES" / "django.po"))
    translated = {entry.msgid for entry in swedish if entry.translated() and not entry.obsolete}
    words = {event.tag: event.sentence for event in declared_events()}
    words |= {kind.key: kind.words for kind in declared_kinds()}

    with translation.override("en"):
        lacking = [
            key for key, text in words.items() if not isinstance(text, Promise) or str(text) not in translated
        ]

    assert lacking == []


def test_the_person_is_told_of_every_change_to_how_they_sign_in() -> None:
    told = {event.tag for event in declared_events() if event.told}

    assert told >= {
        "user:phone:bound",
        "user:phone:removed",
        "user:phone:sign_in_enabled",
        "user:phone:suspended",
        "user:phone:unlock_set",
        "user:phone:unregistered",
        "user:password:set",
        "user:sessions:ended",
        "user:one_time_link:granted",
        "user:one_time_link:used",
    }
    assert [tag for tag in told if not tag.startswith("user:")] == [], "an organisation has no channel"


def test_every_event_that_a_page_of_the_docs_names_exists() -> None:
    pages = [path for path in project_files() if path.suffix == ".md"]
    named = {tag for path in pages for tag in NAMED.findall(text_of(path))}

    assert named - {event.tag for event in declared_events()} == set()


def _tags_astray(path: Path) -> Iterator[int]:
    tree = ast.parse(text_of(path))
    declared = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"event", "kind"}
        for part in (node for first in call.args[:1] for node in ast.walk(first))
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in declared
            and TAG.fullmatch(node.value)
        ):
            yield node.lineno
