"""A tenant's public keys."""

import uuid

from django.test import Client

from accounts.tenants.models import Tenant
from devices.challenge_keys.services import rotate
from tests.support.people import make_tenant, take_out_of_use


def keys_of(tenant: Tenant) -> list[dict[str, str]]:
    keys: list[dict[str, str]] = Client().get(f"/device-api/v1/tenants/{tenant.pk}/jwks/").json()["keys"]
    return keys


def test_anybody_may_read_them(nordljus: Tenant) -> None:
    [key] = keys_of(nordljus)

    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
    assert "d" not in key


def test_a_key_that_was_replaced_stays_for_requests_under_way(nordljus: Tenant) -> None:
    [old] = keys_of(nordljus)

    rotate(nordljus, actor=None)
    rotated = keys_of(nordljus)
    rotate(nordljus, actor=None)

    assert [key["kid"] for key in rotated][1] == old["kid"]
    assert old["kid"] not in [key["kid"] for key in keys_of(nordljus)]


def test_t09_no_tenant_has_the_keys_of_another(nordljus: Tenant) -> None:
    kids = {key["kid"] for key in keys_of(nordljus)}

    assert kids.isdisjoint(key["kid"] for key in keys_of(make_tenant("sydsol")))


def test_a_tenant_that_is_not_there_or_not_in_use_has_none(nordljus: Tenant) -> None:
    take_out_of_use(nordljus)

    for tenant_id in (nordljus.pk, uuid.uuid4()):
        answer = Client().get(f"/device-api/v1/tenants/{tenant_id}/jwks/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
