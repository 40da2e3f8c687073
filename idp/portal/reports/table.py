"""The reports, in the order of their page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from idp.portal.reports import over_time, people, phones
from idp.portal.reports.figures import BARS, COLUMNS, LINE, Report

REPORTS = (
    Report(
        key="adoption",
        title=_("Sign-ins by phone"),
        says=_("Of a hundred sign-ins that succeeded, so many ended on the phone."),
        shape=LINE,
        made=over_time.adoption,
    ),
    Report(
        key="results",
        title=_("What came of sign-ins"),
        says=_("Each try is counted on the day on which it began (UTC)."),
        shape=COLUMNS,
        made=over_time.results,
    ),
    Report(
        key="suspicious",
        title=_("Denied and suspicious"),
        says=_(
            "What was denied on a phone, what was not accepted, and alerts, as when somebody says: it wasn't me."
        ),
        shape=COLUMNS,
        made=over_time.suspicious,
    ),
    Report(
        key="used",
        title=_("Ways that were used"),
        says=_("The last step of each sign-in that succeeded."),
        shape=BARS,
        made=over_time.used,
    ),
    Report(
        key="capable",
        title=_("People"),
        says=_("Who may sign in, and who of them has a phone."),
        shape=BARS,
        made=people.capable,
        is_now=True,
    ),
    Report(
        key="ways",
        title=_("Ways that people have"),
        says=_("Of those who may sign in; one person may have several."),
        shape=BARS,
        made=people.ways,
        is_now=True,
    ),
    Report(
        key="strength",
        title=_("How strong"),
        says=_(
            "By the strongest way that each has, of those who may sign in. A passkey works only on the true page."
        ),
        shape=BARS,
        made=people.strength,
        is_now=True,
    ),
    Report(
        key="platforms",
        title=_("Phones by platform"),
        says=_("Accounts on phones that are in use."),
        shape=BARS,
        made=phones.platforms,
        is_now=True,
    ),
    Report(
        key="unlocks",
        title=_("What unlocks phones"),
        says=_("The phone's own lock, or the app's PIN."),
        shape=BARS,
        made=phones.unlocks,
        is_now=True,
    ),
)
BY_KEY = {report.key: report for report in REPORTS}
