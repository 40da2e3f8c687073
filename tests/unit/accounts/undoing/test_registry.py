"""How changes are taken back is said once of each."""

import pytest
from django.utils.translation import gettext_lazy as _

from accounts.undoing import registry
from accounts.undoing.registry import Undo, register, say_why_not


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_undos", {})
    monkeypatch.setattr(registry, "_reasons", {})


def test_it_is_said_once_of_each_event() -> None:
    register(Undo(event="user:thing:added", undo=lambda _event: None, what=_("Gone.")))

    with pytest.raises(ValueError, match="said twice"):
        say_why_not("user:thing:added", _("No."))


def test_of_what_nobody_spoke_there_is_nothing_to_take_back_and_no_reason() -> None:
    assert registry.find("user:thing:added") is None
    assert registry.why_not("user:thing:added") == ""
