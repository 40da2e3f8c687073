"""What cannot be done with tokens, and why a call by one is refused."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class TooManyTokens(Refusal):
    code = "too_many_api_keys"
    public_text = _("There are twenty API keys already. Remove one first.")


class NameTaken(Refusal):
    code = "name_taken"
    public_text = _("There is an API key with this name already.")


class UnusableToken(Refusal):
    """Unknown, ended, revoked, or its maker may do less than when they made it: told apart by nobody."""

    code = "unusable_api_key"
    public_text = _("Show an API key that works: “Authorization: Bearer” and the key.")
    status = 401


class ScopeMissing(Refusal):
    """`scopes` are those of which any would do."""

    code = "scope_missing"
    public_text = _("This API key has not the scope that this takes.")
    status = 403

    def __init__(self, detail: str, *, scopes: Iterable[str]) -> None:
        super().__init__(detail)
        self.scopes = list(scopes)


class MayNot(Refusal):
    code = "may_not"
    public_text = _("Whoever made this API key may not do this.")
    status = 403
