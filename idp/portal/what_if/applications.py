"""What somebody may be on the way to when they sign in, and what it needs beside what is asked of everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.policy.need import Need
from accounts.policy.strengths import applications
from accounts.signin.door import FRESH, OWN_WAYS
from accounts.signin.reach import strongest_of
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.portal.gate import PORTAL, TO_READ
from idp.test_application.page import LABEL, TEST_APPLICATION

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Application:
    """`need` is what it asks of this person; `of` its key where an organisation can require a strength for it."""

    label: StrOrPromise
    need: Callable[[User], Need]
    of: str = ""


APPLICATIONS: dict[str, Application] = {
    "plain": Application(_("Any application"), lambda user: Need()),  # noqa: ARG005
    "two_steps": Application(
        _("An application that asks for two steps itself"),
        lambda user: Need(factors=2),  # noqa: ARG005  the same of everybody
    ),
    "safe": Application(
        _("An application that asks itself for a way safe from fake sites"),
        lambda user: Need(is_phishing_resistant=True),  # noqa: ARG005  likewise
    ),
    "test_application": Application(
        LABEL,
        lambda user: Need(),  # noqa: ARG005  likewise
        TEST_APPLICATION,
    ),
    "security_info": Application(
        _("Security info, to look"),
        lambda user: FRESH,  # noqa: ARG005  likewise
        OWN_WAYS,
    ),
    "ways": Application(_("Security info, to change ways to sign in"), strongest_of, OWN_WAYS),
    "portal": Application(_("The admin portal"), lambda user: TO_READ, PORTAL),  # noqa: ARG005  likewise
}


def found_in(tenant: Tenant) -> dict[str, Application]:
    """Every one that people of this organisation may be on the way to, those that it added last."""
    there = {one.of for one in APPLICATIONS.values()}
    own = [one for one in applications.of_tenant(tenant) if one.key not in there]
    return APPLICATIONS | {one.key: Application(one.label, lambda user: Need(), one.key) for one in own}  # noqa: ARG005  the same of everybody
