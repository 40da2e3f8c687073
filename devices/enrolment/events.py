"""What happens to an enrolment, in words: one event for each state it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import name_details
from accounts.audit.events import Event, event, kind
from devices.enrolment.state import State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: dict[State, StrOrPromise] = {
    State.OFFERED: _("Began to add a phone"),
    State.CLAIMED: _("Phone took the code"),
    State.EXPIRED: _("Adding a phone took too long"),
    State.CANCELLED: _("Adding a phone cancelled in the browser"),
    State.REJECTED: _("Phone not added"),
}

kind("user:enrolment", _("about adding phones"))
# Read from the states, so that none can be without its sentence; of an active one its phone's event tells.
REACHED: dict[State, Event] = {
    state: event(f"user:enrolment:{state}", SENTENCES[state], told=False)
    for state in State
    if state is not State.ACTIVE
}
CLAIMED_AGAIN = event(
    "user:enrolment:claimed_again",
    _("A second phone tried the same code"),
    told=True,
    to_person=_("A second phone tried the code with which you add one"),
)
name_details(enrolment=_("adding"))
