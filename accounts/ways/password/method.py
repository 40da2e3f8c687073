"""The password: one factor, something known. The fallback, never the aim."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.contract import MethodRow
from accounts.policy.rules import Passed
from accounts.users.models import User

PROOF = Passed(key="password", factors=frozenset({"know"}), amr=("pwd",))


def is_right_password(user: User | None, written: str) -> bool:
    """Does `written` match? Costs one hash whoever asks for whom: time must not tell who exists."""
    if user is None or not user.has_usable_password():
        make_password(written)
        return False
    return user.check_password(written)


class PasswordMethod:
    key = "password"
    label = gettext_lazy("Password")
    help = gettext_lazy("Use your password instead")
    url_name = "password:page"
    rank = 50
    by_policy = True
    can_start = True
    can_follow = True
    is_strong = False

    def is_registered_for(self, user: User) -> bool:
        return user.has_usable_password()

    def may_start_for(self, user: User) -> bool:
        return self.is_registered_for(user)

    def stop_waiting(self, *, binding: str, is_replaced: bool) -> None:
        """Nothing waits for it."""

    def rows_for(self, user: User) -> list[MethodRow]:
        if not user.has_usable_password():
            return []
        return [MethodRow(self.key, _("Password"), "", None, None, "")]

    def add_url_for(self, user: User) -> str:
        return ""


METHOD = PasswordMethod()
