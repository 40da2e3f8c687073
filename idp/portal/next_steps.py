"""How an admin begins: few steps in their order, each ticked off by how things stand, none by being pressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policy.models import MethodPolicy
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act, may
from devices.phones.access import sign_in_accounts
from devices.phones.settings import KEY

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class NextStep:
    """One thing to do: what, why, where, and whether it is done."""

    icon: str
    title: StrOrPromise
    detail: StrOrPromise
    url: str
    button: StrOrPromise
    is_done: bool


def steps_of(user: User, *, organisations: int) -> list[NextStep]:
    """What `user`, who sees so many organisations, has to do before everybody signs in with their phone.

    Nothing for whoever may do none of it for others.
    """
    if not may(user, Act.CHANGE_POLICY):
        return []
    steps = [_turn_on(user), _try_it(user)]
    if may(user, Act.ADD_PERSON):
        steps.append(_add_people(user))
    if may(user, Act.ADD_ORGANISATION):
        steps.insert(0, _make_organisation(organisations))
    return steps


def _make_organisation(organisations: int) -> NextStep:
    return NextStep(
        icon="organisation",
        title=_("Make an organisation"),
        detail=_("Its name, its domains and its first admins. They do the rest."),
        url=reverse("admin:accounts_tenant_add"),
        button=_("Add organisation"),
        is_done=organisations > 1,  # the operator's own is the first
    )


def _turn_on(user: User) -> NextStep:
    return NextStep(
        icon="settings",
        title=_("Turn phone sign-in on"),
        detail=_("Begin with one group, or with everyone."),
        url=reverse("admin:policy"),
        button=_("Open the policy"),
        is_done=MethodPolicy.objects.filter(tenant=user.tenant, method=KEY, is_on=True).exists(),
    )


def _try_it(user: User) -> NextStep:
    return NextStep(
        icon="phone",
        title=_("Try it yourself"),
        detail=_("Add your phone at Security info, enable phone sign-in on it, and sign in once more."),
        url=reverse("security_info:methods"),
        button=_("Go to Security info"),
        is_done=sign_in_accounts(user).exists(),
    )


def _add_people(user: User) -> NextStep:
    return NextStep(
        icon="person",
        title=_("Add people"),
        detail=_("Each gets a username, and from you a one-time link for the first sign-in."),
        url=reverse("admin:accounts_user_add"),
        button=_("Add user"),
        is_done=users_in(user.tenant).exclude(pk=user.pk).exists(),
    )
