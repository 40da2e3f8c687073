"""The phones people sign in with: their platform, and what unlocks them (E20)."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.users.access import users_in
from devices.phones.access import standing_accounts_in
from devices.phones.models import PhoneAccount
from idp.portal.reports.figures import Asked, Figures, Line, leads_to

# What an app calls its platform is its own word: there may be many, and few matter.
MOST_PLATFORMS = 12


def platforms(asked: Asked) -> Figures:
    rows = _phones_of(asked).values_list("phone__platform").annotate(many=Count("pk"))
    found = rows.order_by("-many", "phone__platform")[:MOST_PLATFORMS]
    return Figures(
        (gettext_lazy("Platform"), gettext_lazy("Phones")),
        [Line(called or _("Not said"), (asked.looked.in_all(many),)) for called, many in found],
        is_about=not asked.looked.is_exact,
    )


def unlocks(asked: Asked) -> Figures:
    """Who unlocks by the phone's own lock, who by the app's PIN."""
    found = dict(_phones_of(asked).values_list("unlock_mode").annotate(many=Count("pk")))
    page = reverse("admin:devices_phoneaccount_changelist")
    lines = [
        Line(
            str(capfirst(words)),
            (asked.looked.in_all(found.get(mode, 0)),),
            leads_to(page, unlock=mode or "none", state="active", organisation=str(asked.tenant.pk)),
        )
        for mode, words in PhoneAccount.UnlockMode.choices
    ]
    heads = (gettext_lazy("Unlock"), gettext_lazy("Phones"))
    return Figures(heads, lines, is_about=not asked.looked.is_exact)


def _phones_of(asked: Asked) -> QuerySet[PhoneAccount]:
    """Each account on a phone that is in use, as the list of phones says it, of those who are looked at."""
    rows = standing_accounts_in(asked.tenant).filter(state=PhoneAccount.State.ACTIVE).order_by()
    if asked.looked.is_exact:
        return rows
    return rows.filter(user__in=asked.looked.among(users_in(asked.tenant)))
