"""schemathesis calls everything in the description, with what it allows and what it does not (E24, H08, T11, T23).

No fault of ours, no answer that is not described, none to whoever shows no token. Few examples, always the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.api_tokens import calling
from idp.portal.policy.sections import of_methods
from idp.rest import authentication
from idp.rest.schema import document
from tests.support.passes import use_passes
from tests.support.scripts import Script
from tests.web.idp.portal.conftest import Organisation

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]
EXAMPLES = 12
MANY = 100_000
SCHEMA = schemathesis.openapi.from_dict(json.loads(document()))
SCHEMA.app = get_wsgi_application()


@pytest.fixture
def things(
    script: Script, nordljus: Organisation, fjordbank: Organisation, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """What addresses name, so that calls come as far as what they do."""
    use_passes(nordljus.tenant)
    monkeypatch.setattr(calling, "CALLS_PER_MINUTE", MANY)
    monkeypatch.setattr(authentication, "WRONG_PER_MINUTE", MANY)
    return {"person_id": str(nordljus.member.pk), "group_id": nordljus.group.pk}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """As of Django's own client: the end of a request does not let go of what the test works in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_breaks_it_and_every_answer_is_described(
    case: schemathesis.Case[Any], script: Script, things: dict[str, Any], one_connection: None
) -> None:
    named = case.path_parameters or {}
    case.path_parameters = {name: things.get(name, value) for name, value in named.items()}
    if "key" in named:
        keys = [section.key for section in of_methods()]
        case.path_parameters["key"] = keys[len(str(named["key"])) % len(keys)]

    with transaction.atomic():
        case.call_and_validate(headers={"Authorization": f"Bearer {script.secret}"}, checks=CHECKS)
        transaction.set_rollback(True)
