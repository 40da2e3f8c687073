"""The phones people sign in with: their platform, and what unlocks them (E20). Both of what one question counted."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from devices.phones.models import PhoneAccount
from idp.portal.reports.figures import Asked, Figures, Line, leads_to

# What an app calls its platform is its own word: there may be many, and few matter.
MOST_PLATFORMS = 12


def platforms(asked: Asked) -> Figures:
    counts: Counter[str] = Counter()
    for platform, _unlock, many in asked.phones:
        counts[platform] += many
    found = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_PLATFORMS]
    return Figures(
        (gettext_lazy("Platform"), gettext_lazy("Phones")),
        [Line(called or _("Not said"), (asked.looked.in_all(many),)) for called, many in found],
        is_about=not asked.looked.is_exact,
    )


def unlocks(asked: Asked) -> Figures:
    """Who unlocks by the phone's own lock, who by the app's PIN."""
    counts: Counter[str] = Counter()
    for _platform, unlock, many in asked.phones:
        counts[unlock] += many
    page = reverse("admin:devices_phoneaccount_changelist")
    lines = [
        Line(
            str(capfirst(words)),
            (asked.looked.in_all(counts[mode]),),
            leads_to(page, unlock=mode or "none", state="active", organisation=str(asked.tenant.pk)),
        )
        for mode, words in PhoneAccount.UnlockMode.choices
    ]
    heads = (gettext_lazy("Unlock"), gettext_lazy("Phones"))
    return Figures(heads, lines, is_about=not asked.looked.is_exact)
