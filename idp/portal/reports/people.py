"""What an organisation's people have, as things stand: each report is one question, of some where they are many."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods import registry
from accounts.users.access import users_in
from devices.phones.settings import KEY as PHONE
from idp.portal.people.finding import STATES, STRENGTHS, WITHOUT
from idp.portal.reports.figures import Asked, Figures, Line, leads_to

IN_USE = STATES["in_use"][1]
STRONGEST = {
    "strong": gettext_lazy("No false page can take it"),
    "weak": gettext_lazy("A false page can take it"),
    "none": gettext_lazy("No way of their own"),
}
HEADS = (gettext_lazy("Who"), gettext_lazy("People"))


def capable(asked: Asked) -> Figures:
    """Who may sign in, who of them has a phone, and who never came."""
    has_phone = Q(registry.get(PHONE).held())
    kinds = {
        "all": (_("May sign in"), IN_USE, {"state": "in_use"}),
        "with": (_("Have added a phone"), IN_USE & has_phone, {"state": "in_use", "way": PHONE}),
        "without": (
            _("Have added no phone"),
            IN_USE & ~has_phone,
            {"state": "in_use", "way": f"{WITHOUT}{PHONE}"},
        ),
        "new": (_("Have never signed in"), STATES["new"][1], {"state": "new"}),
        "quiet": (_("Have not signed in for 90 days"), STATES["quiet"][1], {"state": "quiet"}),
        "may_not": (_("May not sign in"), STATES["may_not"][1], {"state": "may_not"}),
    }
    return _counted(asked, kinds)


def ways(asked: Asked) -> Figures:
    """How many have each way of their own, of those who may sign in."""
    kinds = {
        way.key: (str(way.label), IN_USE & Q(way.held()), {"state": "in_use", "way": way.key})
        for way in registry.of_ones_own()
    }
    return _counted(asked, kinds)


def strength(asked: Asked) -> Figures:
    """How strong the strongest is that each has, of those who may sign in."""
    kinds = {
        key: (str(STRONGEST[key]), IN_USE & which(), {"state": "in_use", "strength": key})
        for key, (_words, which) in STRENGTHS.items()
    }
    return _counted(asked, kinds)


def _counted(asked: Asked, kinds: Mapping[str, tuple[str, Q, dict[str, str]]]) -> Figures:
    counts = {f"kind_{key}": Count("pk", filter=which) for key, (_label, which, _asked) in kinds.items()}
    found = asked.looked.among(users_in(asked.tenant)).aggregate(**counts)
    people = reverse("admin:accounts_user_changelist")
    lines = [
        Line(
            label,
            (asked.looked.in_all(found[f"kind_{key}"]),),
            leads_to(people, **asked_for, organisation=str(asked.tenant.pk)),
        )
        for key, (label, _which, asked_for) in kinds.items()
    ]
    return Figures(HEADS, lines, is_about=not asked.looked.is_exact)
