"""Counting what a person does in a window: each press, and each field that they fill."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage

from tests.support.journeys import Window

# Enter in a field presses the form's button, which is a click as well.
NOTE = """
for (const kind of ["click", "change"]) {
  addEventListener(kind, (event) => {
    const isField = event.target.matches?.("input:not([type=hidden], [type=submit], [type=checkbox])") ?? false;
    const isAct = event.isTrusted && isField === (kind === "change");
    if (isAct) console.debug("act:", kind, event.target.textContent.trim());
  }, { capture: true });
}
"""


class Acts:
    """What is done in this window from now on."""

    def __init__(self, window: Window) -> None:
        self.done: list[str] = []
        window.page.add_init_script(NOTE)
        window.page.on("console", self._hear)

    @property
    def count(self) -> int:
        return len(self.done)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith("act:"):
            self.done.append(message.text)
