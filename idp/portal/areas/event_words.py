"""What happened, in words; the tag stands beside them, for searching and for whoever reads the log elsewhere."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "user:sign_in:succeeded": _("Signed in"),
    "user:sign_in:refused": _("Sign-in refused"),
    "user:request:asked": _("Phone asked"),
    "user:request:approved": _("Approved on the phone"),
    "user:request:consumed": _("Approval used in the browser"),
    "user:request:denied": _("Denied on the phone"),
    "user:request:wrong_number": _("Wrong number on the phone"),
    "user:request:expired": _("No answer in time"),
    "user:request:cancelled": _("Request cancelled in the browser"),
    "user:request:superseded": _("Request replaced by a newer one"),
    "user:enrolment:offered": _("Began to add a phone"),
    "user:enrolment:claimed": _("Phone took the code"),
    "user:enrolment:claimed_again": _("A second phone tried the same code"),
    "user:phone:bound": _("Phone added"),
    "user:phone:unlock_set": _("Unlock set up on the phone"),
    "user:phone:sign_in_enabled": _("Phone sign-in enabled on the phone"),
    "user:phone:unregistered": _("Phone unregistered"),
    "user:phone:suspended": _("Phone suspended"),
    "user:phone:removed": _("Phone removed"),
    "user:default_method:changed": _("Default way to sign in changed"),
    "user:one_time_link:granted": _("One-time link made"),
    "user:one_time_link:used": _("One-time link used"),
    "user:sessions:ended": _("Every session ended"),
    "user:password:set": _("Password set by an admin"),
    "user:account:added": _("User added"),
    "user:account:changed": _("User changed"),
    "user:account:disabled": _("User may no longer sign in"),
    "user:account:enabled": _("User may sign in again"),
    "tenant:policy:changed": _("Policy changed"),
    "tenant:group:added": _("Group added"),
    "tenant:group:changed": _("Group changed"),
    "tenant:group:deleted": _("Group deleted"),
    "tenant:organisation:added": _("Organisation added"),
    "tenant:organisation:changed": _("Organisation changed"),
    "tenant:challenge_key:rotated": _("Signing key of the organisation changed"),
}

KINDS: dict[str, str | Promise] = {
    "user:sign_in": _("about sign-ins"),
    "user:request": _("about requests to phones"),
    "user:phone": _("about phones"),
    "user:enrolment": _("about adding phones"),
    "user:account": _("about users"),
    "user:one_time_link": _("about one-time links"),
    "tenant:policy": _("about policies"),
    "tenant:": _("about the organisation as a whole"),
}
