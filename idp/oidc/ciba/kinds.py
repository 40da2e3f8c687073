"""The kind of request that phones know an application's question as."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from devices.approvals import kinds
from devices.approvals.kinds import Kind
from devices.approvals.reporting import alert
from idp.oidc.ciba.pinging.claims import tell_soon

CIBA = Kind(
    key="ciba",
    words=_("question of an application"),
    # No screen beside the phone shows one: the particulars and the message say what it is about.
    has_number=False,
    asks_of=frozenset({"ciba", "details"}),
    is_sign_in=False,
    disowned=alert.QUESTION,
    is_of_application=True,
    gives_receipt=True,
    when_ended=tell_soon,
)


def register() -> None:
    """Called once, when the program starts."""
    kinds.register(CIBA)
