"""Whom an application means, and whether the word of their phone would be enough.

Whoever is not there, is blocked, may not use the application, has no phone that could show the question, must prove
more than a phone does, or wants a code that was not said: it is one answer to all of them. An application learns of
nobody more than that it cannot ask.
"""

from __future__ import annotations

from authlib.oauth2.rfc6749 import InvalidRequestError

from accounts.methods.proof import HAVE, UNLOCK, Passed
from accounts.policy.facts import need_of
from accounts.policy.strengths.required import with_strengths
from accounts.refusals import Refusal
from accounts.signin import offers
from accounts.tenants.resolve import canonical_username, tenant_of
from accounts.users.access import find_for_sign_in
from accounts.users.models import User
from devices.phones.access import usable_accounts
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY
from idp.oidc.applications.models import Application
from idp.oidc.applications.using import may_use
from idp.oidc.asking import acr
from idp.oidc.ciba.codes.trying import check_form, is_said, refusal_for, rule_for
from idp.oidc.ciba.kinds import CIBA
from idp.oidc.ciba.reading import PhoneQuestion
from idp.oidc.consent.services import asked_of, is_covered
from idp.oidc.subjects.services import person_called
from idp.oidc.tokens import read_id_token


def whom(application: Application, asked: PhoneQuestion) -> User:
    """Return who is to be asked. Raises OAuth2Error with the one answer, or of a hint or a code that is none."""
    rule = rule_for(application)
    check_form(rule, asked)
    user = _hinted(application, asked)
    # Looked at before anything else of them is: whoever says no code of theirs learns nothing else.
    is_asked_by_right = is_said(application, rule, asked, user)
    refusal = refusal_for(rule, asked)
    if user is None or not is_asked_by_right or not may_use(user, application):
        raise refusal
    # On a phone nobody reads what an application of others would learn: they have allowed it before (0124).
    if not is_covered(application, user, asked_of(application, asked.scopes, {})):
        raise refusal
    account = next((one for one in usable_accounts(user) if _shows_it(one)), None)
    if account is None or not is_enough(application, user, _at_best(account), acr_values=asked.acr_values):
        raise refusal
    return user


def is_enough(application: Application, user: User, proof: Passed, *, acr_values: tuple[str, ...]) -> bool:
    """Would they be signed in by this proof alone: by what is asked of them, for this application, and wanted by it?"""
    asked_of_all = need_of(user)
    if asked_of_all is None:
        return False
    need = with_strengths(asked_of_all.and_also(acr.need_for(acr_values)), user, application.key)
    return offers.judge(need, user, [proof]).is_enough


def _hinted(application: Application, asked: PhoneQuestion) -> User | None:
    if asked.login_hint:
        return _by_name(application, asked.login_hint)
    said = read_id_token(application.tenant, asked.id_token_hint)
    if said is None or said.get("aud") != application.client_id:
        raise InvalidRequestError("id_token_hint is no ID token of this application")
    found = person_called(application, str(said["sub"]))
    return _by_name(application, found.username) if found is not None else None


def _by_name(application: Application, written: str) -> User | None:
    try:
        username = canonical_username(written)
    except Refusal:
        return None
    if tenant_of(username) != application.tenant:
        return None
    return find_for_sign_in(username, tenant=application.tenant)


def _shows_it(account: PhoneAccount) -> bool:
    return account.phone_sign_in and CIBA.asks_of <= set(account.phone.capabilities)


def _at_best(account: PhoneAccount) -> Passed:
    """What its person would have proven by saying yes on it."""
    return Passed(key=KEY, factors=frozenset({HAVE, UNLOCK}), amr=(), by=account.persistent_id)
