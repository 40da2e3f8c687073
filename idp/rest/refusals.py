"""What the management API refuses by itself; the rest are refusals of the verbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Malformed(Refusal):
    """`problems` says what is wrong, by the name of what was sent; "" names none."""

    code = "malformed"
    public_text = _("What was sent cannot be read, or is not what this call takes.")

    def __init__(self, detail: str = "", *, problems: Mapping[str, Iterable[str]] | None = None) -> None:
        super().__init__(detail or str(problems))
        self.problems = {name: list(texts) for name, texts in (problems or {}).items()}


class CannotBeDone(Refusal):
    """As things stand now; `public_text` says why."""

    code = "cannot_be_done"
    status = 409

    def __init__(self, text: StrOrPromise) -> None:
        super().__init__(str(text))
        self.public_text = str(text)


class PeopleWillNotice(Refusal):
    """`effect` says who; what the portal shows before it saves."""

    code = "people_will_notice"
    public_text = _(
        "People will notice this change. Look at its effect, then send it again with “confirmed”."
    )
    status = 409

    def __init__(self, effect: dict[str, Any]) -> None:
        super().__init__("not confirmed")
        self.effect = effect
