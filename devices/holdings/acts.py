"""What is held of acts that a person asked a second one to agree to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.holdings.registry import OTHERS, OURS, WHOSE, Holding, Told
from devices.call_checks.models import CallCheck
from devices.four_eyes.models import AskedAct, ChosenActs, SecondLook

ASKED = Holding(
    key="asked_acts",
    rank=72,
    title=_("What you asked a second person to agree to"),
    model=AskedAct,
    rows=lambda user: AskedAct.objects.filter(asked_by=user).select_related("tenant", "person"),
    told=(
        Told(name="what", label=_("what"), of=("kind", "values"), read=lambda row: row.words),
        Told(name="state", label=_("state"), words=lambda row: row.get_state_display()),
        Told(name="asked_at", label=_("asked at")),
        Told(name="ended_at", label=_("ended")),
    ),
    kept_back={
        "id": OURS,
        "tenant": OURS,
        "expires_at": OURS,
        "asked_by": WHOSE,
        "person": OTHERS,
        "second": OTHERS,
    },
)
HOLDINGS = (ASKED,)
SILENT = {
    "which acts an organisation chose": (ChosenActs,),
    "which request asked a person to agree: the request is told, and what was signed": (SecondLook,),
    "which request asked whether it was a person who called: the log tells it, with its end": (CallCheck,),
}
