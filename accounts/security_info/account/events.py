"""What people change of their own account, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind

kind("user:own_account", _("about what people change of their own account"))
NAME_CHANGED = event("user:own_account:name_changed", _("Name changed by its owner"), told=False)
ADDRESS_CHANGED = event(
    "user:own_account:mail_address_changed",
    _("Mail address changed by its owner"),
    told=True,
    to_person=_("Your mail address was changed"),
)
ADDRESS_TAKEN_BACK = event(
    "user:own_account:mail_address_taken_back",
    _("Change of a mail address taken back"),
    told=True,
    to_person=_("The change of your mail address was taken back"),
)
COPIED = event(
    "user:own_account:copied",
    _("Everything held about a person downloaded by them"),
    told=True,
    to_person=_("Everything that is held about you was downloaded"),
)
