"""Why a file is not brought in."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class CannotBringIn(Refusal):
    """`problems` say where in the file, such as "policy.phone.digits", and what is wrong there."""

    code = "cannot_bring_in"
    public_text = _("This file cannot be brought in. Nothing has been changed.")

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = [(place, str(text)) for place, text in problems]
        super().__init__("; ".join(": ".join(filter(None, one)) for one in self.problems))


def wrong(place: str, text: object) -> CannotBringIn:
    """One thing that is wrong, and where."""
    return CannotBringIn([(place, str(text))])
