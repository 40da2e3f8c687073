"""``manage.py verify_audit``: reads the whole audit log and every kept approval again, and says what is wrong."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from accounts.audit.chain.models import Seal
from accounts.audit.chain.verifying import Verdict, verify_chain
from devices.approvals.evidence import verifying as approvals
from devices.approvals.evidence.models import ApprovalEvidence


class Command(BaseCommand):
    help = (
        "Compares the audit log with its seals, and verifies every approval that was kept. "
        "Ends with 1 when anything is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--noted",
            metavar="NUMBER:HASH",
            help="a last seal that this command said earlier: it must still stand in the chain",
        )

    def handle(self, *args: Any, noted: str | None, **options: Any) -> None:
        verdict = verify_chain()
        wrong = [*verdict.wrong, *_against(noted), *approvals.what_is_wrong()]
        for line in wrong:
            self.stderr.write(line)
        for line in _said(verdict):
            self.stdout.write(line)
        if wrong:
            self.stderr.write(_("The log is not as it was sealed."))
            sys.exit(1)
        self.stdout.write(_("All of it is as it was sealed."))


def _against(noted: str | None) -> list[str]:
    """Whoever removes the end of the chain, seals and all, is found by a seal that was noted elsewhere."""
    number, _colon, digest = (noted or "").partition(":")
    if not noted or Seal.objects.filter(number=number if number.isdecimal() else 0, hash=digest).exists():
        return []
    return [_("Seal %(noted)s was noted earlier, and is not in the chain.") % {"noted": noted}]


def _said(verdict: Verdict) -> list[str]:
    said = [
        _("Segments: %(segments)d, with %(events)d events.")
        % {"segments": verdict.segments, "events": verdict.events},
        _("Answers of phones kept: %(count)d.") % {"count": ApprovalEvidence.objects.count()},
    ]
    if verdict.dropped:
        said.append(
            _("Dropped by retention: %(count)d segments; their seals hold.") % {"count": verdict.dropped}
        )
    if verdict.unsealed and verdict.unsealed_since:
        since = f"{verdict.unsealed_since:%Y-%m-%d %H:%M:%S} UTC"
        said.append(
            _("Not yet sealed: %(count)d events, since %(since)s.")
            % {"count": verdict.unsealed, "since": since}
        )
    if verdict.head:
        said.append(_("The last seal, to note elsewhere: %(head)s") % {"head": verdict.head})
    return said
