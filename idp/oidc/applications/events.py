"""What happens to applications, and by them, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind
from idp.oidc.applications.models import Application

kind("tenant:application", _("about applications"))
ADDED = event("tenant:application:added", _("Application added"), told=False)
REMOVED = event("tenant:application:removed", _("Application removed"), told=False)
CHANGED = event("tenant:application:changed", _("Application changed"), told=False)
SECRET_CHANGED = event("tenant:application:secret_changed", _("Secret of an application changed"), told=False)
SECRET_ENDED = event(
    "tenant:application:secret_ended", _("Former secret of an application ended"), told=False
)
KEYS_CHANGED = event("tenant:application:keys_changed", _("Keys of an application changed"), told=False)
HOST_BELIEVED = event("tenant:application:host_believed", _("Documents of a host believed"), told=False)
HOST_FORGOTTEN = event(
    "tenant:application:host_forgotten", _("Documents of a host believed no more"), told=False
)
KNOWN_BY_DOCUMENT = event(
    "tenant:application:known_by_document", _("Application known by its document"), told=False
)

kind("user:application", _("about signing in to applications"))
OPENED = event("user:application:opened", _("Signed in to an application"), told=False)
REFUSED = event("user:application:refused", _("An application that they may not use was refused"), told=False)
ALLOWED = event("user:application:allowed", _("Allowed an application of others to know of them"), told=False)
DENIED = event(
    "user:application:denied", _("Did not allow an application of others to know of them"), told=False
)
TAKEN_BACK = event(
    "user:application:taken_back", _("Took back what an application was allowed and given"), told=False
)
REUSED = event(
    "user:application:reused",
    _("What an application had been given was used twice, so all of it was ended"),
    told=False,
)
NOT_TOLD = event(
    "user:application:not_told",
    _("An application could not be told that a session had ended"),
    told=False,
)
name_details(
    redirect_addresses=_("redirect addresses"),
    lets_in=_("may be used by"),
    may_know=_("may know"),
    client_id=_("client id"),
    host=_("host"),
    twice=_("used twice"),
    at_once=_("the one before ended at once"),
    secret_ends=_("the secret ends"),
    after_sign_out=_("addresses after signing out"),
    stays=_("may renew without the session"),
    asks_phones=_("asks phones"),
    signs_requests=_("signs what it asks for"),
    sends_user_code=_("asks people for their code"),
    told_at=_("is told at"),
    signed_by=_("what it is told is signed by"),
    kids=_("keys"),
)
explain("lets_in", {"everybody": _("everybody")})
explain("asks_phones", {"no": _("no"), **dict(Application.Delivery.choices)})
explain("twice", {"code": _("a code"), "refresh_token": _("what renews it")})
