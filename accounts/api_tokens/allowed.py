"""The one gate of API tokens: may this token do this, here and now? Its scopes and its maker are both asked (T23)."""

from __future__ import annotations

from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.refusals import MayNot, ScopeMissing
from accounts.api_tokens.scopes import acts_of, scopes_with
from accounts.refusals import NotYours
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, may


def allow(token: ApiToken, act: Act, *, on: User | Tenant | None = None) -> None:
    """Returns when it may, to this person or else its own organisation.

    Raises ScopeMissing, NotYours for whatever is another organisation's, and MayNot where its maker may not.
    """
    if act not in acts_of(token.scopes):
        raise ScopeMissing(f"token {token.pk} lacks {act}", scopes=scopes_with(act))
    target = on if on is not None else token.tenant
    whose = target.tenant_id if isinstance(target, User) else target.pk
    # An operator reaches every organisation, and a token of theirs one.
    if whose != token.tenant_id:
        raise NotYours(f"token {token.pk} is of another organisation")
    if not may(token.made_by, act, on=target):
        raise MayNot(f"{token.made_by.username}, who made token {token.pk}, may not {act}")
