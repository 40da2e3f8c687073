"""Who is signed in here, and what is lacking of what an application wants. Asks nobody for anything."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest

from accounts import clock
from accounts.policy.need import Need
from accounts.refusals import Refusal
from accounts.signin import proven
from accounts.signin.door import has_proven
from accounts.signin.proven import SignedIn
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import canonical_username, tenant_of
from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.asking import acr
from idp.oidc.asking.errors import INVALID_REQUEST, UNMET, CannotAsk
from idp.oidc.asking.parameters import LOGIN, SELECT_ACCOUNT, AuthorizationRequest
from idp.oidc.road.marks import Mark
from idp.oidc.subjects.services import subject_of
from idp.oidc.tokens import read_id_token


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """`need` is what must be proven; `hinted` the username that was given. `is_ready`: nothing at all is lacking."""

    need: Need
    mark: Mark | None
    signed_in: SignedIn | None
    is_ready: bool
    is_fresh: bool
    hinted: str
    is_of_another_organisation: bool
    is_another_person: bool
    must_choose: bool

    @property
    def needs_person(self) -> bool:
        """Must somebody sign in, or prove themselves once more, at all?"""
        is_wrong = self.is_of_another_organisation or self.is_another_person
        return self.signed_in is None or not self.is_fresh or is_wrong


def meet(
    request: HttpRequest,
    tenant: Tenant,
    application: Application,
    wanted: AuthorizationRequest,
    mark: Mark | None,
) -> Meeting:
    """Look who is here. Raises CannotAsk where the application names what cannot be."""
    signed_in = proven.load(request)
    user = proven.signed_in_user(request) if signed_in is not None else None
    need = _need(wanted, mark, signed_in)
    hinted = _hinted(tenant, wanted.login_hint)
    is_theirs = user is None or _is_named(user, application, _named(tenant, application, wanted))
    is_hinted = user is None or not hinted or user.username == hinted
    # Whoever has looked at the accounts here has chosen, whatever was hinted.
    has_chosen = mark is not None and mark.has_chosen
    must_choose = not has_chosen and (SELECT_ACCOUNT in wanted.prompts or not (is_theirs and is_hinted))
    is_fresh = has_proven(request, replace(Need(), since=need.since))
    is_of_another = user is not None and user.tenant_id != tenant.pk
    is_ready = (
        not (must_choose or is_of_another)
        and is_theirs
        and not (LOGIN in wanted.prompts and mark is None)
        and has_proven(request, need, of=application.key)
    )
    return Meeting(
        need=need,
        mark=mark,
        signed_in=signed_in,
        is_ready=is_ready,
        is_fresh=is_fresh,
        hinted=hinted,
        is_of_another_organisation=is_of_another,
        is_another_person=not is_theirs or (must_choose and wanted.is_silent),
        must_choose=must_choose,
    )


def _need(wanted: AuthorizationRequest, mark: Mark | None, signed_in: SignedIn | None) -> Need:
    """How strong, and since when: what was proven for this request is fresh enough, however long that took (A22)."""
    if wanted.claims.acr and not acr.known(wanted.claims.acr):
        raise CannotAsk(UNMET, "no acr that is essential is known here")
    need = acr.need_for(acr.known(wanted.claims.acr or wanted.acr_values))
    asked_at = mark.at if mark is not None else int(clock.seconds())
    if LOGIN in wanted.prompts or _is_too_old(wanted, signed_in):
        return replace(need, since=asked_at)
    return need


def _is_too_old(wanted: AuthorizationRequest, signed_in: SignedIn | None) -> bool:
    if wanted.max_age is None or signed_in is None:
        return False
    return not clock.is_within(signed_in.auth_time, wanted.max_age)


def _hinted(tenant: Tenant, login_hint: str) -> str:
    """The username that was hinted at, "" where it is none of this organisation: a hint may be anything."""
    try:
        username = canonical_username(login_hint) if login_hint else ""
    except Refusal:
        return ""
    return username if username and tenant_of(username) == tenant else ""


def _is_named(user: User, application: Application, named: set[str]) -> bool:
    return not named or subject_of(application, user.pk) in named


def _named(tenant: Tenant, application: Application, wanted: AuthorizationRequest) -> set[str]:
    """The one person it must be, by an ID token of theirs or by name; nobody in particular: empty."""
    named = {wanted.claims.sub} if wanted.claims.sub else set[str]()
    if not wanted.id_token_hint:
        return named
    said = read_id_token(tenant, wanted.id_token_hint)
    if said is None or said.get("aud") != application.client_id:
        raise CannotAsk(INVALID_REQUEST, "id_token_hint is no ID token of this application")
    hinted = str(said.get("sub", ""))
    # Two who are named are nobody.
    return {hinted} if named in (set(), {hinted}) else {""}
