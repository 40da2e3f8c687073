"""Phone sign-in for a group only: outside it one meets what everybody meets, and signed in one is told why (A18)."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.password.services import set_password
from devices.approvals.models import ApprovalRequest
from devices.phones.services import remove_account
from tests.support.asking import ask
from tests.support.commit import committed
from tests.support.pages import browser, frozen, read, write_username
from tests.support.people import PASSWORD, make_group, make_person
from tests.support.sessions import PASSWORD_PROOF
from tests.web.idp.portal.conftest import SignIn, add_phone
from tests.web.idp.portal.test_gate import STRONGER
from tests.web.idp.portal.test_organisations import NEW


@pytest.fixture
def eva(operator: User, sign_in: SignIn) -> User:
    """The first admin of an organisation as it is made: phone sign-in for its admins, and for nobody else."""
    sign_in(operator).post("/portal/organisations/add/", NEW)
    eva = User.objects.get(username="eva@alvdal.example")
    add_phone(eva)
    return eva


@pytest.fixture
def alvdal(eva: User) -> Tenant:
    return eva.tenant


def test_every_username_of_the_organisation_meets_the_number_page(eva: User, alvdal: Tenant) -> None:
    outside = User.objects.create_user("bo@alvdal.example", tenant=alvdal)
    add_phone(outside)
    User.objects.create_user("cia@alvdal.example", tenant=alvdal)

    with frozen():
        pages = [write_username(browser(), f"{name}@alvdal.example") for name in ("eva", "bo", "cia", "x")]

    assert {page.address for page in pages} == {"/sign-in/phone/"}
    assert len({page.masked() for page in pages}) == 1
    assert [request.user for request in ApprovalRequest.objects.exclude(user=None).exclude(kind="enrol")] == [
        eva
    ]


def test_an_admin_outside_the_group_is_told_who_can_let_them_in(alvdal: Tenant, sign_in: SignIn) -> None:
    outside = make_person(alvdal, "bo", role=User.Role.TENANT_ADMIN)

    page = read(sign_in(outside, PASSWORD_PROOF).get("/portal/"))

    assert "Ask another admin of your organisation, or the operator of this installation" in page.text
    assert "Security info, best" not in page.text


def test_an_admin_of_the_group_without_a_phone_is_told_to_add_one(eva: User, sign_in: SignIn) -> None:
    remove_account(eva.phoneaccount_set.get(), actor=None)
    set_password(eva, PASSWORD, actor=None)
    eva.refresh_from_db()

    page = read(sign_in(eva, PASSWORD_PROOF).get("/portal/"))

    assert "at Security info, best the Handslag app" in page.text
    assert STRONGER not in page.actions()


def test_whoever_is_taken_out_of_the_group_waits_no_longer_for_the_phone(
    eva: User, alvdal: Tenant, operator: User, sign_in: SignIn
) -> None:  # E19, T08
    waiting = ask(eva)
    group = alvdal.groups.get()
    admin = sign_in(operator)

    with committed():
        admin.post(f"/portal/groups/{group.pk}/change/", {"name": group.name})

    waiting.refresh_from_db()
    assert waiting.state == "revoked"


def test_a_group_that_no_policy_names_ends_nothing(
    eva: User, alvdal: Tenant, operator: User, sign_in: SignIn
) -> None:
    waiting = ask(eva)
    group = make_group(alvdal, "Pilots", eva)
    admin = sign_in(operator)

    with committed():
        admin.post(f"/portal/groups/{group.pk}/change/", {"name": group.name})

    waiting.refresh_from_db()
    assert waiting.state == "pending"


def test_an_organisation_taken_out_of_use_ends_what_waits_in_it(
    eva: User, alvdal: Tenant, operator: User, sign_in: SignIn
) -> None:  # T08
    waiting, decoy = ask(eva), ask(eva, user=None)
    admin = sign_in(operator)

    with committed():
        admin.post(
            f"/portal/organisations/{alvdal.pk}/change/", {"name": "Alvdal", "domains": "alvdal.example"}
        )

    for request in (waiting, decoy):
        request.refresh_from_db()
        assert request.state == "revoked"
