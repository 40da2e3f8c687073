"""The phone in its role as a way to prove oneself."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.contract import MethodRow
from accounts.policy.services import allowance_of
from accounts.users.models import User
from devices.approvals import services
from devices.phones.access import sign_in_phones, standing_accounts, usable_phones
from devices.phones.models import PhoneAccount


class PhoneMethod:
    key = "phone"
    label = gettext_lazy("Handslag app")
    help = gettext_lazy("Approve on your phone")
    url_name = "approvals:phone"
    rank = 10
    by_policy = True
    can_start = True
    can_follow = True
    is_strong = True

    def is_registered_for(self, user: User) -> bool:
        return bool(usable_phones(user.pk))

    def may_start_for(self, user: User) -> bool:
        return bool(sign_in_phones(user.pk))

    def stop_waiting(self, *, binding: str, is_replaced: bool) -> None:
        services.withdraw(binding=binding, is_replaced=is_replaced)

    def rows_for(self, user: User) -> list[MethodRow]:
        return [self._row(account) for account in standing_accounts(user)]

    def add_url_for(self, user: User) -> str:
        return reverse("enrolment:add") if allowance_of(user, self.key).is_allowed else ""

    def _row(self, account: PhoneAccount) -> MethodRow:
        does = _("Phone sign-in") if account.phone_sign_in else _("Notifications only")
        return MethodRow(
            key=self.key,
            label=account.phone.label,
            detail=does if account.is_usable else _("Suspended"),
            added_at=account.created_at,
            last_used_at=account.last_used_at,
            delete_url=reverse("enrolment:remove", args=[account.pk]),
        )


METHOD = PhoneMethod()
