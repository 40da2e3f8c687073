"""What an event of the audit log is called, and what changed by it, for whoever reads lists."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.audit.events import sentence_of
from accounts.audit.models import AuditEvent
from idp.portal.areas.event_facts import facts_of

# Details that are ids, marks and codes of standards: on the page of one event alone.
FOR_ITS_PAGE = frozenset({"sign_in", "request", "amr", "kid", "thumbprint", "phone_id", "account", "took"})
# A list shows so many of its facts, the rest is on its page.
FACTS_IN_LIST = 4


def sentence(event: AuditEvent) -> str:
    """What happened; of a part that is no longer installed as the log has it."""
    return str(sentence_of(event.tag)) or event.tag


def facts(event: AuditEvent) -> list[tuple[str, str]]:
    """What is worth a glance of it."""
    told = {name: value for name, value in event.details.items() if name not in FOR_ITS_PAGE}
    found = facts_of(told)
    if len(found) <= FACTS_IN_LIST:
        return found
    left = len(found) - FACTS_IN_LIST
    return [*found[:FACTS_IN_LIST], ("", _("and %(count)d more") % {"count": left})]
