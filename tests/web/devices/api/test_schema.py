"""The OpenAPI document says what the API does: every address, every answer, every refusal."""

import json
import warnings
from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # no types of its own

from accounts import clock
from accounts.audit.log import record
from accounts.users.events import RELEASED
from accounts.users.models import User
from devices.api import urls
from devices.api.calls import DeviceCall
from devices.api.schema import document
from devices.signatures.keys import SigningKey
from devices.simulator.calls import BASE, CallRefused
from devices.simulator.phone import AccountOnPhone
from devices.simulator.transport import Answer
from tests.support import moving
from tests.support.asking import ask, offered
from tests.support.attesting import make_hardware, make_root
from tests.support.carrying import ClientTransport
from tests.support.keys import renewal_of, send_renewal
from tests.support.people import change_policy, turned_on
from tests.support.phone_codes import end_codes, show_codes
from tests.support.phones import SigningPhone
from tests.support.push_service import PushService

REFUSALS = {"400", "401", "403", "404", "405", "406", "408", "409", "410", "413", "415", "429", "500", "503"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(document())
    return read


class HeldAgainstTheSchema(ClientTransport):
    """Every call and every answer must be as the document says."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self.schema = schema
        self.seen: set[tuple[str, str]] = set()

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        answer = super().send(method=method, path=path, headers=headers, body=body)
        template = self.template_of(path)
        told = self.schema["paths"][template][method.lower()]
        self.seen.add((method.lower(), template))
        if body is not None and answer.status < 300:
            self.check(body, told["requestBody"]["content"]["application/json"]["schema"])
        response = self.resolve(told["responses"][str(answer.status)])
        assert "dpop-nonce" in answer.headers
        if answer.body is not None:
            [(kind, media)] = response["content"].items()
            assert answer.headers["content-type"] == kind
            self.check(answer.body, media["schema"], strict=True)
        return answer

    def resolve(self, response: dict[str, Any]) -> dict[str, Any]:
        name = response.get("$ref", "").rpartition("/")[2]
        found: dict[str, Any] = self.schema["components"]["responses"][name] if name else response
        return found

    def check(self, value: Any, schema: dict[str, Any], *, strict: bool = False) -> None:
        components = {
            name: {**component, "unevaluatedProperties": False}
            if strict and "properties" in component
            else component
            for name, component in self.schema["components"]["schemas"].items()
        }
        validator = Draft202012Validator({**schema, "components": {"schemas": components}})
        problems = [f"{list(problem.path)}: {problem.message}" for problem in validator.iter_errors(value)]
        assert problems == []

    def template_of(self, path: str) -> str:
        match = get_resolver().resolve(path)
        return "/" + _openapi_path(match.route)


def _openapi_path(route: str) -> str:
    return route.replace("<uuid:", "{").replace(">", "}")


def test_every_call_and_answer_is_as_the_document_says(
    ann: User, schema: dict[str, Any], push_service: PushService
) -> None:
    transport = HeldAgainstTheSchema(schema)
    phone = SigningPhone()
    phone.calls.transport = transport

    account = phone.add_over_the_api(ann, unlock=None)
    phone.set_up_unlock(account, mode="platform")
    phone.enable_phone_sign_in(account)
    phone.rename(account, "Work phone")
    _answer_two(ann, phone)
    with turned_on(ann.tenant, "authenticator_code"):
        show_codes(phone, account)
    end_codes(phone, account)
    _move(ann, phone, account)
    phone.tell_capabilities()
    phone.rotate_token()
    phone.calls.call(method="POST", path="phone/marker/", body={"place": "browser"})
    send_renewal(phone, renewal_of(phone, device=SigningKey.generate()))
    _be_woken(phone, push_service)
    _be_told(ann, phone)
    phone.unregister(account)
    phone.remove(account)
    phone.refresh()

    told = {(method, path) for path, calls in schema["paths"].items() for method in calls}
    assert transport.seen == told


def _be_woken(phone: SigningPhone, service: PushService) -> None:
    phone.calls.call(method="PUT", path="phone/push/", body=service.subscribe().as_sent())
    phone.calls.call(method="POST", path="phone/push/test/")
    phone.refresh()
    phone.calls.call(method="DELETE", path="phone/push/")


def _be_told(ann: User, phone: SigningPhone) -> None:
    record(RELEASED, tenant=ann.tenant, subject=ann, address="194.71.11.69", browser="Firefox (Linux)")
    newest = phone.calls.call(method="GET", path="phone/notices/")["notices"][0]
    phone.calls.call(method="POST", path="phone/notices/not-me/", body={"notice": newest["handle"]})
    phone.calls.call(method="POST", path="phone/notices/seen/", body={"notice": newest["handle"]})


def _move(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    new = SigningPhone()
    new.calls.transport = phone.calls.transport
    move = str(moving.claim(new, moving.begin(phone))["move"])
    moving.confirm(phone, account)
    assert moving.to_add(new, move, ann.tenant)
    moving.stop(phone)


def _answer_two(ann: User, phone: SigningPhone) -> None:
    approved, denied = ask(ann), ask(ann)
    for request in phone.requests():
        phone.mark_seen(request)
        if request.handle == str(approved.pk):
            phone.approve(request, number=approved.number)
    [left] = phone.open_first()
    assert left.handle == str(denied.pk)
    phone.deny(left)
    assert phone.outcome(left.handle) == {"state": "denied", "answered_by": "this_phone"}
    assert phone.report(left)["state"] == "denied"


@pytest.mark.parametrize("unlock", ["pin", "platform", "hardware"])
def test_every_kind_of_unlock_is_as_the_document_says(ann: User, schema: dict[str, Any], unlock: Any) -> None:
    change_policy(ann.tenant, unlock_hardware="any")
    phone = SigningPhone()
    phone.attest = make_hardware(make_root(now=clock.now()))
    phone.calls.transport = HeldAgainstTheSchema(schema)
    account = phone.add_over_the_api(ann, unlock=unlock)
    phone.enable_phone_sign_in(account)
    asked = ask(ann)

    assert phone.approve(phone.requests()[0], number=asked.number) == "approved"


def test_refusals_are_as_the_document_says(ann: User, schema: dict[str, Any]) -> None:
    phone = SigningPhone()
    phone.calls.transport = HeldAgainstTheSchema(schema)
    code = offered(ann)[1]
    SigningPhone().claim(code)

    for body in ({"code": code}, {"code": "unknown"}, {"code": 7}, {}):
        with pytest.raises(CallRefused):
            phone.calls.call(method="POST", path="enrolments/claim/", body=body)
    with pytest.raises(CallRefused):
        phone.requests()


def test_refusals_before_a_call_is_understood_are_as_the_document_says(
    db: None, schema: dict[str, Any]
) -> None:
    held = HeldAgainstTheSchema(schema)
    client = Client(headers={"Host": "localhost:8000"})
    keys = BASE + "tenants/00000000-0000-0000-0000-000000000000/jwks/"

    answers = [
        client.get(keys, headers={"Host": "evil.example"}),
        client.patch(keys),
        client.get(keys, headers={"Accept": "text/html"}),
        *[client.post(BASE + "enrolments/claim/") for _ in range(21)],
    ]

    assert {answer.status_code for answer in answers} == {400, 401, 405, 406, 429}
    for answer in answers:
        told = schema["components"]["responses"][f"Refused{answer.status_code}"]
        held.check(answer.json(), told["content"]["application/problem+json"]["schema"], strict=True)
        assert answer["Content-Type"] == "application/problem+json"
        assert {name for name in told["headers"] if name not in answer.headers} == set()


def test_every_address_is_in_the_document(schema: dict[str, Any]) -> None:
    # Guards the guard: an address added without a schema would pass unseen.
    routes = {
        BASE + _openapi_path(str(one.pattern))
        for one in urls.urlpatterns
        if isinstance(one, URLPattern) and one.name not in ("openapi", "nothing")
    }

    assert set(schema["paths"]) == routes
    for one in urls.urlpatterns:
        view: Any = getattr(one.callback, "view_class", object)
        assert one.name == "openapi" or issubclass(view, DeviceCall)


def test_every_call_says_how_it_is_refused_and_who_may_make_it(schema: dict[str, Any]) -> None:
    for path, calls in schema["paths"].items():
        for call in calls.values():
            assert set(call["responses"]) >= REFUSALS
            assert ("security" in call) != path.endswith("/jwks/")


def test_it_is_valid_and_was_made_without_a_warning() -> None:
    document.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = json.loads(document())

    validate_schema(made)  # type: ignore[no-untyped-call]  # the library's


def test_anybody_may_read_it(client: Client) -> None:
    answer = client.get(BASE + "openapi.json")

    assert answer.status_code == 200
    assert json.loads(answer.content)["info"]["title"] == "Handslag device API"


def test_the_documentation_has_the_same_document() -> None:
    kept = settings.BASE_DIR / "docs" / "openapi.json"

    assert json.loads(kept.read_text()) == json.loads(document()), "write it anew: see devices/api/schema.py"
