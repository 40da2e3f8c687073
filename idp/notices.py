"""What the next page is to say (Django's messages), carried by the browser's cookie until a page says it."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage

MOST_NOTICES = 5


class FewNotices(FallbackStorage):
    """The last few, each once: a browser that opens no page would collect thousands in one compressed cookie (T30)."""

    def _get(self, *args: Any, **kwargs: Any) -> Any:
        held, is_all = super()._get(*args, **kwargs)  # type: ignore[misc]  # the stubs do not tell
        return _few(held), is_all

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._store(_few(messages), response, *args, **kwargs)  # type: ignore[misc]  # likewise


def _few(notices: list[Any]) -> list[Any]:
    """The last of them, in their order; of those that say the same, the last."""
    kept: list[Any] = []
    for one in reversed(notices):
        if one not in kept:
            kept.append(one)
        if len(kept) == MOST_NOTICES:
            break
    return kept[::-1]
