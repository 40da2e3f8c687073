"""A phone says where it can be woken, and is told how that stands."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.encryption import decrypt, encrypt
from accounts.refusals import Refusal
from accounts.secrets import digest_of
from accounts.statements.composing import composed_once
from accounts.throttle.counting import Limit, count
from devices.addresses.models import PhoneAddress
from devices.phones.models import Phone
from devices.push.contract import Address
from devices.push.deliver import is_offered
from devices.push.hosts import ElsewhereRefused, check_endpoint
from devices.push.keys.services import newest
from devices.push.web.encryption import Keys
from devices.signatures.encoding import decode
from devices.signatures.errors import MessageMalformed

PURPOSE = "where phones are woken v1"
MOST_REGISTERED = 30
REGISTERED_WITHIN_SECONDS = 3600
GONE = PhoneAddress.State.GONE


class PushNotOffered(Refusal):
    code = "push_not_offered"
    public_text = _(
        "Notifications of this kind are not set up here. Handslag works without: open the app when you sign in."
    )
    status = 409


class PushAddressRefused(Refusal):
    code = "push_address_refused"
    public_text = _(
        "This browser's notifications cannot be used here. Handslag works without: open the app when you sign in."
    )
    status = 403


def register(phone: Phone, *, kind: str, data: Mapping[str, str], language: str) -> PhoneAddress:
    """Keeps where the phone can be woken, in place of what it said before."""
    count(_registering(phone))
    if not is_offered(kind):
        raise PushNotOffered(f"kind {kind}")
    if kind == PhoneAddress.Kind.WEBPUSH:
        data = {**_checked(data), "key": newest() or ""}
    return _keep(phone, kind=kind, data=data, language=language)


def _checked(data: Mapping[str, str]) -> Mapping[str, str]:
    """A subscription that we would send to, and can encrypt for."""
    try:
        check_endpoint(data["endpoint"])
        Keys(decode(data["p256dh"]), decode(data["auth"]))
    except (ElsewhereRefused, MessageMalformed, ValueError) as why:
        raise PushAddressRefused(str(why)) from why
    return data


@transaction.atomic
def _keep(phone: Phone, *, kind: str, data: Mapping[str, str], language: str) -> PhoneAddress:
    """The same address said again stays as it stands, with the key it was made for; a new one is untested."""
    digest = digest_of(f"{kind} {data.get('endpoint') or data['address']}")
    concerned = PhoneAddress.objects.select_for_update(no_key=True).filter(
        Q(phone=phone) | Q(address_digest=digest)
    )
    # In one order: two who say so at once never wait for each other in a ring.
    rows = {row.phone_id: row for row in concerned.order_by("pk")}
    own = rows.pop(phone.pk, None)
    # A browser that was emptied and added anew has one subscription and two phones: only the last is there.
    PhoneAddress.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    if own is not None and own.state != GONE and own.address_digest == digest and _is_same(own, data):
        own.language = language
        own.save(update_fields=["language"])
        return own
    row, _made = PhoneAddress.objects.update_or_create(
        phone=phone,
        defaults={
            "kind": kind,
            "address_encrypted": encrypt(json.dumps(dict(data)), purpose=PURPOSE),
            "address_digest": digest,
            "language": language,
            "state": PhoneAddress.State.UNTESTED,
            "since": clock.now(),
            "last_answer": "",
            "knows_us": True,
            "resting_until": None,
        },
    )
    return row


def _is_same(row: PhoneAddress, data: Mapping[str, str]) -> bool:
    """Whichever of our keys it was made for."""
    return {**data_of(row), "key": ""} == {**data, "key": ""}


def forget(phone: Phone) -> None:
    """The phone is not to be woken any more."""
    PhoneAddress.objects.filter(phone=phone).delete()


def push_facts(phone: Phone) -> dict[str, Any]:
    """Whether this phone is woken, as its app is told."""
    row = PhoneAddress.objects.filter(phone=phone).first()
    if row is None:
        return {"kind": None, "state": "none", "since": None}
    return {"kind": row.kind, "state": row.state, "since": row.since.isoformat(timespec="seconds")}


def web_push_key() -> str:
    """The public key that a browser subscribes with; empty where it cannot."""
    return (newest() or "") if is_offered(PhoneAddress.Kind.WEBPUSH) else ""


def addresses_of(phone_ids: Iterable[str]) -> dict[str, PhoneAddress]:
    """Where those of these phones can be woken that can be, by the phone's id."""
    rows = [row for one in phone_ids for row in _where(uuid.UUID(one))]
    return {str(row.phone_id): row for row in rows}


@composed_once
def _where(phone: uuid.UUID, /) -> QuerySet[PhoneAddress]:
    return PhoneAddress.objects.filter(phone=phone).exclude(state=GONE)


def phones_refused() -> int:
    """How many phones were last not woken because their push service does not know this installation."""
    return PhoneAddress.objects.filter(state=PhoneAddress.State.FAILING, knows_us=False).count()


def address_of(row: PhoneAddress) -> Address:
    """The address as a sender takes it."""
    return Address(phone_id=str(row.phone_id), kind=row.kind, data=data_of(row), language=row.language)


def data_of(row: PhoneAddress) -> dict[str, str]:
    """What the kind of address needs, read."""
    kept: dict[str, str] = json.loads(decrypt(row.address_encrypted, purpose=PURPOSE))
    return kept


def _registering(phone: Phone) -> Limit:
    return Limit(
        scope="push_address", key=str(phone.pk), most=MOST_REGISTERED, seconds=REGISTERED_WITHIN_SECONDS
    )
