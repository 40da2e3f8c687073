"""That a change was taken back, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind
from accounts.undoing.registry import say_why_not

kind("user:change", _("about changes that were taken back"))
TAKEN_BACK = event(
    "user:change:taken_back",
    _("Said that a change was not theirs, by the link of a letter or a phone"),
    told=True,
    to_person=_("A change to your account was said not to be yours, and was stopped"),
)
say_why_not(
    TAKEN_BACK.tag,
    _(
        "What was stopped stays stopped. If you did not ask for it, somebody else reads your letters or has your phone."
    ),
)
name_details(changes=_("what was stopped"))
explain("through", {"link": _("whoever opened the link in a letter, or on a phone")})
explain("why", {"taken_back": _("a change was not theirs")})
