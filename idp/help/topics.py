"""What the help pages are about, in the order of their list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Topic:
    """One page: its name in the address and of its template, what it is about, and for whom."""

    name: str
    title: StrOrPromise
    detail: StrOrPromise
    icon: str

    @property
    def template(self) -> str:
        return f"idp/help/{self.name}.html"


TOPICS = (
    Topic("new-phone", _("I have a new phone"), _("With the old one at hand, or without it"), icon="phone"),
    Topic(
        "lost-phone", _("I have lost my phone"), _("Stop it, sign in without it, add another"), icon="lost"
    ),
    Topic(
        "somebody-else",
        _("Somebody else tried"),
        _("A question or a letter that was not for you"),
        icon="warning",
    ),
    Topic(
        "cannot-get-in",
        _("I cannot get in"),
        _("No request, a forgotten password, nothing left"),
        icon="password",
    ),
)
BY_NAME = {topic.name: topic for topic in TOPICS}
