"""Whether an application has said the code of whom it asks (CIBA Core 1.0, sections 7.1 and 13).

An application hears the same of everybody, whether they exist or not: that a code is missing, or that it is wrong.
Each try is counted before it is looked at, for names that nobody has as well, and costs one slow hash (A18, T29).
"""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from django.contrib.auth.hashers import check_password, make_password

from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username
from accounts.throttle.guesses import Guesses
from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.ciba.codes.rules import LONGEST, CodeRule, canonical
from idp.oidc.ciba.codes.services import code_of, mode_of
from idp.oidc.ciba.errors import InvalidUserCode, MissingUserCode, UnknownUser
from idp.oidc.ciba.reading import PhoneQuestion

METHOD = "user_code"


def rule_for(application: Application) -> CodeRule:
    return CodeRule(mode_of(application.tenant), application.is_own, application.sends_user_code)


def check_form(rule: CodeRule, asked: PhoneQuestion) -> None:
    """Raise what is wrong whoever is meant: InvalidRequestError of a code that is not taken, MissingUserCode."""
    if asked.user_code and not rule.is_taken:
        raise InvalidRequestError("user_code is not supported")
    if rule.is_required and asked.login_hint and not asked.user_code:
        raise MissingUserCode()


def refusal_for(rule: CodeRule, asked: PhoneQuestion) -> OAuth2Error:
    """What is said of everybody who cannot be asked like this: of those who do not exist, and who want their code."""
    says_none = rule.is_taken and asked.login_hint and not asked.user_code
    return MissingUserCode() if says_none else UnknownUser()


def is_said(application: Application, rule: CodeRule, asked: PhoneQuestion, user: User | None) -> bool:
    """May this person be asked, by the code that was said or without one? Raises InvalidUserCode, TooManyTries.

    Whoever is named by an ID token signed in to the application: that is more than a name, and no code is wanted.
    """
    kept = code_of(user) if user is not None and rule.is_on else None
    if not asked.user_code:
        return kept is None or not asked.login_hint
    tries = Guesses(method=METHOD, username=_name(asked, user), whose=application.client_id)
    tries.count()
    if not _is_right(kept.hashed if kept is not None else "", canonical(asked.user_code)):
        raise InvalidUserCode()
    tries.was_right()
    return True


def _is_right(hashed: str, code: str) -> bool:
    """One hash for anybody, also where there is nothing to compare with."""
    written = code[: LONGEST + 1]
    if not hashed:
        make_password(written)
        return False
    return check_password(written, hashed)


def _name(asked: PhoneQuestion, user: User | None) -> str:
    """One name for all ways of writing it."""
    if user is not None:
        return user.username
    try:
        return canonical_username(asked.login_hint)
    except Refusal:
        return asked.login_hint
