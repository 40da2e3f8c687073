"""Whatever a person is told of can be taken back, or it is said why not: an event without either fails here (D07)."""

import importlib
import re

import pytest
from django.utils import translation
from django.utils.functional import Promise

from accounts.audit.events import Event, declared_events
from accounts.undoing import registry
from tests.architecture.files import source_files, text_of


def _told() -> list[Event]:
    for path in source_files(".py"):
        if re.search(r"\bevent\(", text_of(path)):
            importlib.import_module(".".join(path.with_suffix("").parts))
    return [event for event in declared_events() if event.told]


TOLD = _told()


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.tag)
def test_each_event_that_is_told_has_words_and_a_way_back_or_a_reason_why_not(event: Event) -> None:
    # D07
    undo, why_not = registry.find(event.tag), registry.why_not(event.tag)

    assert (undo is not None) != bool(why_not), f"{event.tag}: register(Undo(…)) or say_why_not(…)"
    with translation.override("en"):
        for words in (event.to_person or event.sentence, undo.what if undo is not None else why_not):
            assert isinstance(words, Promise), "said in every language"
            assert str(words).strip()


def test_nothing_is_said_of_an_event_that_is_told_to_nobody() -> None:
    said = {*registry._undos, *registry._reasons}

    assert said - {event.tag for event in TOLD} == set()
