"""The description says what the API does, no address is left out, and none is open (E24, T09, T23)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from accounts.api_tokens.scopes import BY_KEY
from accounts.users.models import User
from devices.api.schema import document as device_document
from idp.rest.calls import Call
from idp.rest.schema import REFUSED, document
from idp.rest.urls import urlpatterns
from tests.support.scripts import BASE, Script
from tests.web.idp.portal.conftest import Organisation

SCHEMA: dict[str, Any] = json.loads(document())
OPEN = {"openapi", "nothing"}


def calls() -> list[tuple[str, str]]:
    return [(method, path) for path, found in SCHEMA["paths"].items() for method in found]


def filled(path: str, made: Organisation) -> str:
    """With what is there of this organisation."""
    things = {
        "person_id": made.member.pk,
        "group_id": made.group.pk,
        "act": "disable",
        "method": "phone",
        "row_id": made.phone.pk,
        "key": "phone",
    }
    return re.sub(r"{(\w+)}", lambda found: str(things[found[1]]), path)


def test_the_document_is_what_the_documentation_has() -> None:
    kept = json.loads(Path("docs/openapi-management.json").read_text())

    assert kept == SCHEMA, "manage.py spectacular --generator-class idp.rest.schema.ManagementApi …"
    validate_schema(SCHEMA)  # type: ignore[no-untyped-call]  # the library's


def test_every_address_is_described_and_each_api_by_itself() -> None:
    named = {pattern.name for pattern in urlpatterns} - OPEN

    assert len(SCHEMA["paths"]) == len(named)
    assert not [path for path in SCHEMA["paths"] if not path.startswith(BASE)]
    assert "management" not in device_document().decode()


def test_every_call_says_which_scope_it_takes() -> None:
    texts = {path: call["description"] for path, found in SCHEMA["paths"].items() for call in found.values()}

    named = {path: re.findall(r"`([\w-]+:\w+)`", text) for path, text in texts.items()}

    assert [path for path, scopes in named.items() if not scopes] == [f"{BASE}me/"]
    assert {scope for scopes in named.values() for scope in scopes} <= BY_KEY.keys()


def test_the_document_is_served_to_anybody(db: None) -> None:
    answer = Client().get(f"{BASE}openapi.json")

    assert (answer.status_code, answer.json()) == (200, SCHEMA)


@pytest.mark.parametrize(("method", "path"), calls())
def test_t23_no_call_is_answered_without_a_token(method: str, path: str, nordljus: Organisation) -> None:
    # T23
    before = list(User.objects.values())

    answer = Client().generic(method.upper(), filled(path, nordljus), content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (401, "unusable_api_key")
    assert list(User.objects.values()) == before


@pytest.mark.parametrize(
    ("method", "path"), [one for one in calls() if re.search("{(person|group)_id}", one[1])]
)
def test_t09_what_is_another_organisations_is_not_there(
    method: str, path: str, script: Script, fjordbank: Organisation
) -> None:
    # T09
    before = list(User.objects.values()), list(fjordbank.group.members.all()), fjordbank.group.name
    body: dict[str, Any] | None = {} if method in {"post", "patch"} else None

    problem = script.call(method.upper(), filled(path, fjordbank).removeprefix(BASE), body)

    fjordbank.group.refresh_from_db()
    assert (script.status, problem["code"]) == (404, "not_found")
    assert (list(User.objects.values()), list(fjordbank.group.members.all()), fjordbank.group.name) == before


def test_what_every_call_may_be_refused_with_is_described() -> None:
    for method, path in calls():
        assert REFUSED.keys() <= SCHEMA["paths"][path][method]["responses"].keys()


def test_each_view_is_a_call_by_a_token() -> None:
    views = {pattern.name: getattr(pattern.callback, "cls", None) for pattern in urlpatterns}

    assert [name for name, view in views.items() if view is None or not issubclass(view, Call)] == ["openapi"]
    assert [name for name, view in views.items() if view is not None and not view.authentication_classes] == [
        "nothing"
    ]
