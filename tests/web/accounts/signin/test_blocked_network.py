"""From a network that an organisation has blocked no stranger begins to sign in there (T39)."""

import pytest
from django.test import Client

from accounts.policy.networks import block, release
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.pages import (
    browser,
    is_signed_in,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import make_person, make_tenant

HERE = "127.0.0.0/24"
ELSEWHERE = "203.0.113.7"
REFUSED = "takes no sign-ins from this network"


@pytest.fixture
def nordljus(ann: User) -> Tenant:
    return ann.tenant


def shut(tenant: Tenant) -> None:
    block(tenant, HERE, actor=make_person(tenant, "admin", role=User.Role.TENANT_ADMIN), asked_from=ELSEWHERE)


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_t39_a_stranger_there_is_refused_whoever_they_say_they_are(nordljus: Tenant, name: str) -> None:
    shut(nordljus)

    page = write_username(browser(), f"{name}@nordljus.example")

    assert (page.status, REFUSED in page.text) == (400, True)
    assert not ApprovalRequest.objects.exists()


def test_t39_what_began_before_goes_no_further(nordljus: Tenant, ann: User) -> None:
    stranger = browser()
    write_username(stranger, ann.username)
    shut(nordljus)

    pages = [read(stranger.get("/sign-in/password/")), write_password(stranger)]

    assert [page.status for page in pages] == [403, 403]
    assert not is_signed_in(stranger)


def test_a_browser_that_was_used_before_and_a_session_go_on(nordljus: Tenant, ann: User) -> None:
    own, inside = known(ann), browser()
    sign_in_by_password(inside, ann)
    shut(nordljus)

    assert sign_in_by_password(own, ann).address == "/signed-in/"
    assert inside.get("/signed-in/").status_code == 200


def known(user: User) -> Client:
    client = browser()
    sign_in_by_password(client, user)
    client.post("/sign-out/")
    return client


def test_other_organisations_and_other_networks_are_not_meant(nordljus: Tenant, ann: User) -> None:
    shut(nordljus)
    bo = make_person(make_tenant("fjordbank"), "bo")

    assert sign_in_by_password(browser(), bo).address == "/signed-in/"
    assert write_username(Client(REMOTE_ADDR=ELSEWHERE), ann.username).status == 200


def test_once_released_it_may_try_again(nordljus: Tenant, ann: User) -> None:
    shut(nordljus)

    release(nordljus, HERE, actor=ann)

    assert sign_in_by_password(browser(), ann).address == "/signed-in/"
