"""A person of whom every table holds something, and words planted in every column that must not be told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import CharField, JSONField, Model, TextField

from accounts import clock
from accounts.alerts.models import Alert
from accounts.audit.log import record
from accounts.holdings.registry import Holding, holdings
from accounts.security_info.registering.models import PutOff
from accounts.users.events import DEFAULT_CHANGED, ENABLED
from accounts.users.models import FormerAddress, KnownBrowser, User
from accounts.ways.one_time_link.models import OneTimeLink
from devices.addresses.models import PhoneAddress
from devices.approvals.models import ApprovalRequest, Challenge
from devices.four_eyes.models import AskedAct
from idp.oidc.ciba.codes.models import UserCode
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.consent.models import Consent
from idp.oidc.grants.models import Grant
from idp.oidc.screens.models import ScreenRequest
from tests.support.asking import ask, offered
from tests.support.passes import make_pass
from tests.support.people import make_group
from tests.support.phones import account_of
from tests.support.proving import Everything
from tests.support.recovering import address_of
from tests.support.relying import make_application
from tests.support.scripts import make_script
from tests.support.sessions import PASSWORD_PROOF, signed_in

# The log takes no other words later (append-only), so nothing is planted in it; and how a row hangs together stays.
LEFT_ALONE = {"auditevent", "password", "state", "kind", "match", "algorithm"}


def fill(person: Everything, *, admin: User) -> None:
    """Let every table that tells of people have a row of this one."""
    user, now = person.user, clock.now()
    account = account_of(user)
    make_group(user.tenant, f"Friends of {user.username}", user)
    signed_in(user, PASSWORD_PROOF)
    address_of(user, f"{user.username.partition('@')[0]}@elsewhere.example")
    make_pass(user, actor=admin)
    make_script(user.tenant, user, name=f"Script of {user.username}")
    OneTimeLink.objects.create(user=user, token_digest=f"link {user.pk}", expires_at=now)
    offered(user)
    request = ask(user)
    Challenge.objects.create(request=request, phone_account=account, nonce="", jws="", issued_at=now)
    PhoneAddress.objects.create(
        phone=account.phone, kind="fcm", address_digest=str(user.pk), language="sv", since=now
    )
    event = record(ENABLED, tenant=user.tenant, subject=user, actor=admin)
    record(DEFAULT_CHANGED, tenant=user.tenant, subject=admin, actor=user, method="phone")
    FormerAddress.objects.create(user=user, event=event, mail_address=f"former.{user.username}")
    Alert.objects.create(
        tenant=user.tenant, user=user, kind="not_me", about=str(user.pk), raised_at=now, settled_by=admin
    )
    PutOff.objects.create(user=user, method="phone")
    AskedAct.objects.create(
        tenant=user.tenant, kind="appoint", values={"role": "reader"}, asked_by=user, expires_at=now
    )
    KnownBrowser.objects.update_or_create(
        user=user, browser_digest="", defaults={"label": "Firefox", "last_used_at": now - timedelta(days=1)}
    )
    _fill_applications(user, request)


def _fill_applications(user: User, request: ApprovalRequest) -> None:
    """One application, to which everything that is told of any has happened."""
    now = clock.now()
    of = {"application": make_application(user.tenant).application, "user": user}
    Grant.objects.create(**of, scope="openid", signed_in={}, auth_hash="", ends_at=now)
    Consent.objects.create(**of, scopes=["openid"], given_at=now)
    ScreenRequest.objects.create(
        **of,
        device_digest=f"screen {user.pk}",
        letters_digest=f"letters {user.pk}",
        number="47",
        scope="openid",
        address="192.0.2.1",
        until=now,
        ask_after=now,
    )
    UserCode.objects.create(user=user, hashed="", set_at=now)
    BackchannelRequest.objects.create(
        **of,
        request=request,
        digest=f"asked {user.pk}",
        scope="openid",
        auth_hash="",
        interval=5,
        expires_at=now,
    )


def plant(user: User) -> list[str]:
    """Writes a word of its own into every column of text that is kept back; returns the words."""
    words: list[str] = []
    for holding in holdings():
        for name in holding.kept_back:
            words += _plant(user, holding, name)
    return words


def told_of(user: User) -> dict[str, list[Model]]:
    """The rows of every table that tells."""
    return {holding.key: list(holding.rows(user)) for holding in holdings()}


def _plant(user: User, holding: Holding, name: str) -> list[str]:
    column: Any = holding.model._meta.get_field(name)
    if {holding.model._meta.model_name, name} & LEFT_ALONE or not isinstance(
        column, CharField | TextField | JSONField
    ):
        return []
    word = f"~{holding.key}~{name}~{user.pk.hex[:6]}"[: column.max_length or 99]
    pks = holding.rows(user).values_list("pk", flat=True)[:1]
    written: Any = {"planted": word} if isinstance(column, JSONField) else word
    holding.model.objects.filter(pk__in=list(pks)).update(**{name: written})  # type: ignore[attr-defined]
    return [word]
