"""T03, T09, I10 over the product's own addresses: two browsers, two tenants, real pages, a phone that signs."""

from __future__ import annotations

import json
import logging
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.state import State
from devices.enrolment.models import Enrolment
from devices.phones.models import Phone, PhoneAccount, SpentDeviceToken
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from devices.simulator.received import IncomingRequest
from tests.security.browsers import PAGE
from tests.support import invariants
from tests.support.asking import offered, test_request_of
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
from tests.support.sessions import tamper, waiting_browser

pytestmark = pytest.mark.both_databases
REFUSED = {400, 401, 403, 404, 409, 410}


def joined(user: User) -> tuple[SigningPhone, AccountOnPhone]:
    phone = SigningPhone()
    return phone, phone.add(user)


def request_on(phone: SigningPhone, request: ApprovalRequest) -> IncomingRequest:
    return next(one for one in phone.requests() if one.handle == str(request.pk))


def is_signed_in(client: Client) -> bool:
    return client.get("/signed-in/").status_code == 200


def test_t03_the_victims_number_signs_in_the_victim_only(ann: User) -> None:
    phone, _account = joined(ann)
    attacker, planted = waiting_browser(ann)
    victim, own = waiting_browser(ann)

    with pytest.raises(CallRefused) as refused:
        phone.approve(request_on(phone, planted), number=own.number)
    phone.approve(request_on(phone, own), number=own.number)
    attacker.post(PAGE)
    victim.post(PAGE)

    assert refused.value.code == "wrong_number"
    assert (is_signed_in(attacker), is_signed_in(victim)) == (False, True)


def test_t03_an_approval_signs_in_no_browser_but_the_one_that_asked(ann: User) -> None:
    phone, _account = joined(ann)
    attacker, planted = waiting_browser(ann)
    _victim, own = waiting_browser(ann)
    phone.approve(request_on(phone, own), number=own.number)

    # The attacker points their own session at the victim's approved request.
    tamper(attacker, binding=own.browser_digest)
    attacker.post(PAGE)

    assert not is_signed_in(attacker)
    own.refresh_from_db()
    planted.refresh_from_db()
    assert own.state == State.APPROVED


def calls_with(
    victim: AccountOnPhone, request: ApprovalRequest, enrolment: Enrolment
) -> list[tuple[Any, ...]]:
    """Every call of the protocol that names something, with what belongs to the victim."""
    sent = {"decision": "a.b.c", "unlock": None}
    return [
        ("POST", f"requests/{request.pk}/seen/", None),
        ("POST", f"requests/{request.pk}/decision/", sent),
        ("POST", f"accounts/{victim.id}/unlock/options/", None),
        ("PUT", f"accounts/{victim.id}/unlock/", {"setup": "a.b.c", "unlock": {"mode": "pin"}}),
        ("POST", f"accounts/{victim.id}/phone-sign-in/", None),
        ("DELETE", f"accounts/{victim.id}/phone-sign-in/", None),
        ("DELETE", f"accounts/{victim.id}/", None),
        ("POST", f"enrolments/{enrolment.pk}/complete/", {"enrolment": "a.b.c", "unlock": None}),
    ]


def everything_of(tenant: Tenant) -> list[Any]:
    """Every row of this tenant's people, apart from when a phone was last heard of."""
    return [
        list(ApprovalRequest.objects.filter(tenant=tenant).order_by("pk").values()),
        list(Challenge.objects.filter(request__tenant=tenant).order_by("pk").values()),
        list(PhoneAccount.objects.filter(user__tenant=tenant).order_by("pk").values()),
        list(Enrolment.objects.filter(user__tenant=tenant).order_by("pk").values()),
        list(User.objects.filter(tenant=tenant).order_by("pk").values()),
    ]


def test_t09_nothing_of_another_tenant_can_be_read_or_touched(ann: User) -> None:
    phone, account = joined(ann)
    stranger, _ = joined(make_person(make_tenant("sundby"), "bea"))
    _client, request = waiting_browser(ann)
    phone.requests()
    enrolment, _code = offered(ann)
    before = everything_of(ann.tenant)

    for method, path, body in calls_with(account, request, enrolment):
        with pytest.raises(CallRefused) as refused:
            stranger.calls.call(method=method, path=path, body=body)
        assert refused.value.status in REFUSED, path
        # Somebody else's is answered as something that is nowhere.
        with pytest.raises(CallRefused) as nowhere:
            stranger.calls.call(method=method, path=elsewhere(path), body=body)
        assert (refused.value.status, refused.value.code) == (nowhere.value.status, nowhere.value.code), path

    assert stranger.requests() == []
    assert everything_of(ann.tenant) == before


def elsewhere(path: str) -> str:
    """The same address with an id that nothing has."""
    kind, _, rest = path.partition("/")
    return f"{kind}/{uuid.uuid4()}/{rest.partition('/')[2]}"


def test_t09_nor_by_another_person_of_the_same_tenant(ann: User) -> None:
    phone, account = joined(ann)
    colleague, _ = joined(make_person(ann.tenant, "bea"))
    _client, request = waiting_browser(ann)
    phone.requests()
    enrolment, _code = offered(ann)
    before = everything_of(ann.tenant)

    for method, path, body in calls_with(account, request, enrolment):
        with pytest.raises(CallRefused):
            colleague.calls.call(method=method, path=path, body=body)

    assert everything_of(ann.tenant) == before


def test_t09_t17_a_token_is_worth_nothing_without_its_device_key(ann: User) -> None:
    phone, _ = joined(ann)
    thief, _ = joined(make_person(make_tenant("sundby"), "bea"))
    thief.calls.token = phone.calls.token

    with pytest.raises(CallRefused) as refused:
        thief.refresh()

    assert refused.value.code == "key_mismatch"
    assert Phone.objects.filter(state="active").count() == 2


def test_t17_two_copies_of_one_phone_are_found_out_and_their_people_signed_out(ann: User) -> None:
    phone, _ = joined(ann)
    client, request = waiting_browser(ann)
    phone.approve(request_on(phone, request), number=request.number)
    client.post(PAGE)
    assert is_signed_in(client)
    copy = SigningPhone(key=phone.key)
    copy.calls.token, copy.id, copy.accounts = phone.calls.token, phone.id, phone.accounts

    copy.rotate_token()
    copy.refresh()
    with pytest.raises(CallRefused) as refused:
        phone.refresh()
    with pytest.raises(CallRefused):
        copy.refresh()

    assert refused.value.code == "phone_suspended"
    assert not is_signed_in(client)


def test_i10_a_whole_sign_in_leaves_no_secret_in_the_log(ann: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="handslag")

    enrolment, code = offered(ann)
    phone = SigningPhone()
    phone.claim(code)
    account = phone.complete(unlock="pin")
    first_token = phone.calls.token
    test = test_request_of(enrolment)
    phone.approve(request_on(phone, test), number=test.number)
    phone.enable_phone_sign_in(account)
    phone.rotate_token()
    client, request = waiting_browser(ann)
    binding_cookie = client.cookies["sign-in"].value
    phone.approve(request_on(phone, request), number=request.number)
    client.post(PAGE)
    client.get("/sign-in/phone/status/")
    with pytest.raises(CallRefused):
        SigningPhone().claim(code)

    assert first_token
    secrets = [
        code,
        first_token,
        phone.calls.token or "",
        binding_cookie,
        test.number,
        request.number,
        client.session.session_key or "",
        *Challenge.objects.values_list("nonce", flat=True),
        *Enrolment.objects.values_list("nonce", flat=True),
    ]
    invariants.i10_no_secret_in(caplog.messages, secrets=secrets)
    assert all(len(secret) >= 6 for secret in secrets)


def test_i10_what_is_stored_opens_nothing(ann: User) -> None:
    """A copy of the database: no token, no code, no binding secret, no private key that can be used."""
    enrolment, code = offered(ann)
    phone = SigningPhone()
    phone.claim(code)
    phone.complete(unlock="pin")
    client, _request = waiting_browser(ann)

    dump = json.dumps(
        [
            list(model.objects.values())
            for model in (Phone, PhoneAccount, SpentDeviceToken, Enrolment, ApprovalRequest, Challenge)
        ],
        default=str,
    )

    for secret in (code, phone.calls.token or "", client.cookies["sign-in"].value):
        assert secret
        assert secret not in dump
    assert '"d":' not in dump.replace('\\"', '"')
    assert enrolment.expires_at > timezone.now()
