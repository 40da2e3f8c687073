"""Which application asks, and to which of its own addresses it is answered: found before anything else is looked at.

Whatever is wrong up to there is said on a page of ours, the same for an application that is unknown and for an address
that is not its own: an answer sent there would go to whoever made the link (RFC 6749, section 4.1.2.1).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from idp.oidc.applications.addresses import is_meant
from idp.oidc.applications.models import Application
from idp.oidc.applications.using import application_in
from idp.oidc.asking import parameters
from idp.oidc.asking.errors import INVALID_REQUEST, CannotAsk
from idp.oidc.asking.parameters import AuthorizationRequest
from idp.oidc.asking.signed import REQUEST, asked_in_address, check_is_signed
from idp.oidc.documents.fetching import application_by_document, is_believed
from idp.oidc.documents.reading import NotADocument
from idp.oidc.pushed import services as pushed_requests
from idp.oidc.pushed.models import PushedRequest
from idp.oidc.pushed.services import is_pushed, opened
from idp.oidc.road.marks import MARK, mark_of
from idp.oidc.road.reply import Reply
from idp.oidc.targets import check_target
from idp.oidc.trying.beginning import is_tried

# With what is added for coming back it still is an address that a wish remembers, and proxies read.
LONGEST_QUERY = 3500
OF_THE_ADDRESS = ("client_id", "redirect_uri")
OF_PUSHED = ("client_id", "request_uri")
OF_SIGNED = ("client_id", REQUEST)


class LinkDoesNotWork(Refusal):
    """Nothing is told of what is wrong, to whoever made the link least of all; the log has it."""

    code = "link_does_not_work"
    heading = _("This link does not work")
    public_text = _(
        "The application that sent you here is not set up to be answered like this. Nothing was sent to it. Go back "
        "to it and try again; if it stays so, tell the people who look after it."
    )


class LinkIsOver(LinkDoesNotWork):
    """What was pushed is answered or has waited too long: nobody has set anything up wrong, and it is begun anew.

    The same for one that never was.
    """

    public_text = _(
        "It is for one sign-in, and that is over: it was answered already, or it has waited too long. Go back to "
        "the application and start again there."
    )


@dataclass(frozen=True)
class Addressed:
    """A request whose application and address are known; the rest is read next."""

    application: Application
    reply: Reply
    given: dict[str, str]
    repeated: str
    is_signed: bool = False
    pushed: PushedRequest | None = None

    def read(self) -> AuthorizationRequest:
        """Return what is asked for. Raises CannotAsk."""
        if self.application.requires_pushed and self.pushed is None:
            raise CannotAsk(INVALID_REQUEST, "this application pushes its requests")
        # Of what was pushed it was looked at then.
        check_is_signed(self.application, is_signed=self.is_signed or self.pushed is not None)
        if self.repeated:
            raise CannotAsk(INVALID_REQUEST, "a parameter is there more than once")
        return check_target(self.application, parameters.read(self.given))

    def use(self) -> None:
        """Use what was pushed for the code that is given now. Raises LinkIsOver where it was answered before."""
        if self.pushed is not None and not pushed_requests.use(self.pushed):
            raise LinkIsOver(f"{self.application.client_id}: a pushed request that was used")

    def close(self) -> None:
        """It is answered by an error: what was pushed is used by that as well."""
        if self.pushed is not None:
            pushed_requests.use(self.pushed)


def addressed(request: HttpRequest, tenant: Tenant) -> Addressed:
    """Return which application asks, and how it is answered. Raises LinkDoesNotWork."""
    lists = given_lists(request)
    again = parameters.repeated(lists)
    given = {name: values[0] for name, values in lists.items()}
    is_signed, pushed = REQUEST in given, None
    if is_pushed(given.get("request_uri", "")):
        pushed = _pushed(request, tenant, lists)
        again, given = "", pushed.parameters
    elif is_signed:
        again, given = "", _signed(request, tenant, lists)
    elif any(len(lists.get(name, [])) != 1 for name in OF_THE_ADDRESS):
        raise LinkDoesNotWork("client_id and redirect_uri must each be there once")
    application = (
        pushed.application if pushed is not None else _application(request, tenant, given["client_id"])
    )
    redirect_uri = given.get("redirect_uri", "")
    is_written_down = is_meant(
        redirect_uri, written_down=application.redirect_uris, is_native=application.is_native
    )
    if not is_written_down and not is_tried(request, application, given):
        raise LinkDoesNotWork(f"{application.client_id}: not its redirect address")
    mode = parameters.read_mode(given)
    reply = Reply(tenant, application, redirect_uri, mode, given.get("state", ""))
    return Addressed(application, reply, given, again, is_signed, pushed)


def _application(request: HttpRequest, tenant: Tenant, client_id: str) -> Application:
    application = _named(request, tenant, client_id)
    if application is None:
        raise LinkDoesNotWork(f"{tenant.slug}: no application {client_id[:64]!r}")
    return application


def _pushed(request: HttpRequest, tenant: Tenant, lists: dict[str, list[str]]) -> PushedRequest:
    """What the application has pushed; of the address nothing else counts (RFC 9126, section 4)."""
    if any(len(lists.get(name, [])) != 1 for name in OF_PUSHED):
        raise LinkDoesNotWork("client_id and request_uri must each be there once")
    application = _application(request, tenant, lists["client_id"][0])
    comes_back = mark_of(request, tenant) is not None
    pushed = opened(application, lists["request_uri"][0], comes_back=comes_back)
    if pushed is None:
        raise LinkIsOver(f"{application.client_id}: no pushed request, or one that is over")
    pushed.application = application
    return pushed


def _signed(request: HttpRequest, tenant: Tenant, lists: dict[str, list[str]]) -> dict[str, str]:
    """What the application signed; of the address nothing else counts (RFC 9101, section 6.3)."""
    if any(len(lists.get(name, [])) != 1 for name in OF_SIGNED):
        raise LinkDoesNotWork("client_id and request must each be there once")
    application = _application(request, tenant, lists["client_id"][0])
    mark = mark_of(request, tenant)
    try:
        asked = asked_in_address(application, lists[REQUEST][0], since=mark.at if mark is not None else None)
    except CannotAsk as wrong:
        raise LinkDoesNotWork(f"{application.client_id}: {wrong}") from wrong
    return {**asked, "client_id": application.client_id}


def _named(request: HttpRequest, tenant: Tenant, client_id: str) -> Application | None:
    """One that was added here, or says at its client id what it is (decision 0123)."""
    if not is_believed(tenant, client_id):
        return application_in(tenant, client_id)
    try:
        return application_by_document(tenant, client_id, request)
    except NotADocument as wrong:
        raise LinkDoesNotWork(f"{tenant.slug}: {client_id[:100]!r}: {wrong}") from wrong


def given_lists(request: HttpRequest) -> dict[str, list[str]]:
    """Return the parameters of the address, bounded, without our own. Raises LinkDoesNotWork."""
    if (
        len(request.META.get("QUERY_STRING", ""))
        > LONGEST_QUERY + len(request.GET.get(MARK, "")) + len(MARK) + 2
    ):
        raise LinkDoesNotWork("the address is too long")
    lists = {name: [str(one) for one in values] for name, values in request.GET.lists() if name != MARK}
    if any("\0" in text for name, values in lists.items() for text in (name, *values)):
        raise LinkDoesNotWork("a parameter cannot be read")
    return lists


def by_get(request: HttpRequest) -> HttpResponse:
    """Lead a form that was sent here from elsewhere to the same address with its fields: nothing is done by sending it.

    A form of another site comes without the browser's cookies (SameSite); what it leads to is opened with them.
    """
    query = request.POST.urlencode()
    if len(query) > LONGEST_QUERY:
        raise LinkDoesNotWork("the form is too long")
    return HttpResponse(status=303, headers={"Location": f"{request.path}?{query}"})
