"""Declaring what can happen."""

import pytest

from accounts.audit import events
from accounts.audit.events import event, kind, sentence_of

NO_TAGS = ["", "user", "user:test", "User:Test:Happened", "a:b:c:d", "user:te st:x", "user:test:x\n"]


@pytest.fixture(autouse=True)
def _nothing_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_kinds", {})
    monkeypatch.setattr(events, "_events", {})


def test_an_event_brings_its_words_and_whether_the_person_is_told() -> None:
    kind("user:test", "about tests")

    happened = event("user:test:happened", "It happened", told=True)

    assert (happened.kind, happened.told) == ("user:test", True)
    assert sentence_of("user:test:happened") == "It happened"
    assert sentence_of("user:test:never") == ""


def test_an_event_or_kind_declared_twice_is_refused() -> None:
    kind("user:test", "about tests")
    event("user:test:happened", "It happened", told=False)

    with pytest.raises(ValueError, match="twice"):
        event("user:test:happened", "It happened", told=False)
    with pytest.raises(ValueError, match="twice"):
        kind("user:test", "about tests")


def test_an_event_of_no_declared_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        event("user:test:happened", "It happened", told=False)


@pytest.mark.parametrize("tag", NO_TAGS)
def test_a_tag_that_does_not_say_what_happened_is_refused(tag: str) -> None:
    kind("user:test", "about tests")

    with pytest.raises(ValueError, match="tag"):
        event(tag, "It happened", told=False)


@pytest.mark.parametrize("key", ["", "user", "user:", "user:test:happened", "User:Test", "user:test\n"])
def test_a_kind_that_does_not_say_what_of_whom_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        kind(key, "about tests")
