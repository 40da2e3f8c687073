"""What an organisation's people have, as things stand: counted of those who are alike, which is one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods import registry
from devices.phones.settings import KEY as PHONE
from idp.portal.people.finding import WITHOUT
from idp.portal.reports.alike import IN_USE, Alike
from idp.portal.reports.figures import Asked, Figures, Line, leads_to

STRONGEST = {
    "strong": gettext_lazy("No false page can take it"),
    "weak": gettext_lazy("A false page can take it"),
    "none": gettext_lazy("No way of their own"),
}
HEADS = (gettext_lazy("Who"), gettext_lazy("People"))
Which = Callable[[Alike], bool]


def capable(asked: Asked) -> Figures:
    """Who may sign in, who of them has a phone, and who never came."""
    may = {"state": IN_USE}
    kinds: dict[str, tuple[str, Which, dict[str, str]]] = {
        "all": (_("May sign in"), lambda one: one.is_in_use, may),
        "with": (
            _("Have added a phone"),
            lambda one: one.is_in_use and PHONE in one.ways,
            {**may, "way": PHONE},
        ),
        "without": (
            _("Have added no phone"),
            lambda one: one.is_in_use and PHONE not in one.ways,
            {**may, "way": f"{WITHOUT}{PHONE}"},
        ),
        "new": (_("Have never signed in"), lambda one: "new" in one.stand, {"state": "new"}),
        "quiet": (
            _("Have not signed in for 90 days"),
            lambda one: "quiet" in one.stand,
            {"state": "quiet"},
        ),
        "may_not": (_("May not sign in"), lambda one: "may_not" in one.stand, {"state": "may_not"}),
    }
    return _counted(asked, kinds)


def ways(asked: Asked) -> Figures:
    """How many have each way of their own, of those who may sign in."""

    def having(key: str) -> Which:
        return lambda one: one.is_in_use and key in one.ways

    kinds = {
        way.key: (str(way.label), having(way.key), {"state": IN_USE, "way": way.key})
        for way in registry.of_ones_own()
    }
    return _counted(asked, kinds)


def strength(asked: Asked) -> Figures:
    """How strong the strongest is that each has, of those who may sign in."""

    def of(strongest: str) -> Which:
        return lambda one: one.is_in_use and one.strongest == strongest

    kinds = {
        key: (str(words), of(key), {"state": IN_USE, "strength": key}) for key, words in STRONGEST.items()
    }
    return _counted(asked, kinds)


def _counted(asked: Asked, kinds: Mapping[str, tuple[str, Which, dict[str, str]]]) -> Figures:
    people = reverse("admin:accounts_user_changelist")
    lines = [
        Line(
            label,
            (asked.looked.in_all(sum(one.many for one in asked.alike if which(one))),),
            leads_to(people, **asked_for, organisation=str(asked.tenant.pk)),
        )
        for label, which, asked_for in kinds.values()
    ]
    return Figures(HEADS, lines, is_about=not asked.looked.is_exact)
