"""A request that gives a receipt, approved and used, for tests of what becomes of it."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from accounts import clock
from accounts.policy.facts import method_rules
from accounts.users.models import User
from devices.approvals import finishing
from devices.approvals.asking.services import Asking, request_approval
from devices.approvals.models import ApprovalRequest
from devices.four_eyes.looking import ACT
from devices.phones.models import Phone
from tests.support.phones import SigningPhone

PARTICULAR = {"type": "administrative_act", "what": "Give the role reader", "whom": "bo@nordljus.example"}
BINDING = "of-this-browser"


def ask_for_act(person: User, phone: SigningPhone) -> ApprovalRequest:
    """Asks this phone about an act that nobody carries out."""
    Phone.objects.filter(pk=phone.row.pk).update(capabilities=["act", "details"])
    phone.row.refresh_from_db()
    context = {
        "application": "Portal",
        "browser": "Firefox",
        "system": "Linux",
        "place": "SE",
        "ip": "192.0.2.7",
    }
    asking = Asking(
        tenant=person.tenant,
        rules=method_rules(person.tenant),
        username=person.username,
        user=person,
        kind=replace(ACT, when_ended=None),
        binding=BINDING,
        known_browser=True,
        network="",
        context={**context, "details": [PARTICULAR]},
    )
    return request_approval(asking, now=clock.now())


def use(request: ApprovalRequest) -> ApprovalRequest:
    """What the phone approved is used."""
    request.refresh_from_db()
    person = request.user
    assert person is not None
    with transaction.atomic():
        finishing.consume(
            request, binding=BINDING, user_id=person.pk, auth_hash=person.get_session_auth_hash()
        )
    request.refresh_from_db()
    return request


def approved_act(person: User, phone: SigningPhone) -> ApprovalRequest:
    """Asked, approved on the phone, and used."""
    request = ask_for_act(person, phone)
    phone.says_yes(request)
    return use(request)
