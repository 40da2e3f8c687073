"""A change of policy that needs two is made when another admin has agreed on their phone (E22, E02)."""

from typing import Any

import pytest

from accounts.policy.changing import change, policy_as_it_stands
from devices.four_eyes.choosing import choose
from devices.four_eyes.models import AskedAct
from idp.portal.four_eyes.acts import POLICY
from tests.support.people import allow, policy_of
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.four_eyes.conftest import Admin, Scene, make_admin
from tests.web.idp.portal.policy.writing import address_of, written

State = AskedAct.State


@pytest.fixture
def two_for_policy(scene: Scene) -> Scene:
    choose(scene.organisation.tenant, ["policy"], actor=scene.one.user, second=scene.two.user)
    return scene


def turns_two_step_on(admin: Admin, organisation: Organisation) -> Any:
    address = address_of(organisation.tenant, "two_step")
    fields = written(organisation.tenant, {"two_step-for": "everyone"})
    shown = admin.client.post(address, fields | {"look": ""})
    return admin.client.post(address, fields | {"confirmed": shown.context["since"]})


def is_two_step(scene: Scene) -> bool:
    return policy_as_it_stands(scene.organisation.tenant).two_step


def test_the_policy_stays_until_another_has_agreed(two_for_policy: Scene) -> None:  # E22
    scene = two_for_policy
    turns_two_step_on(scene.one, scene.organisation)

    before = is_two_step(scene)
    asked = scene.two.agrees(scene.asked())

    assert (before, asked.state, is_two_step(scene)) == (False, State.DONE, True)


def test_every_setting_that_changes_stands_in_what_is_signed(two_for_policy: Scene) -> None:  # E22
    scene = two_for_policy
    turns_two_step_on(scene.one, scene.organisation)
    scene.two.looks(scene.asked())

    [shown] = scene.two.phone.shown()

    [detail] = shown.challenge.claims["context"]["details"]
    assert detail["type"] == "administrative_act"
    assert detail["what"].endswith("off → on")


def test_what_was_changed_meanwhile_is_not_overwritten(two_for_policy: Scene) -> None:  # T08
    scene = two_for_policy
    turns_two_step_on(scene.one, scene.organisation)
    allow(scene.organisation.tenant, "passkey")

    asked = scene.two.agrees(scene.asked())

    assert (asked.state, is_two_step(scene)) == (State.FAILED, False)


def test_a_policy_admin_asks_and_another_agrees(two_for_policy: Scene, sign_in: SignIn) -> None:  # E03
    scene = two_for_policy
    asks = make_admin(scene.organisation, "asks", sign_in, role="policy_admin")
    agrees = make_admin(scene.organisation, "agrees", sign_in, role="policy_admin")
    turns_two_step_on(asks, scene.organisation)

    asked = agrees.agrees(scene.asked())

    assert (asked.state, is_two_step(scene)) == (State.DONE, True)


def test_what_is_done_by_no_admin_needs_nobody(two_for_policy: Scene) -> None:
    tenant = two_for_policy.organisation.tenant

    change(tenant, policy_as_it_stands(tenant), actor=None)

    assert not AskedAct.objects.exists()


def test_a_required_strength_stays_off_until_another_has_agreed(two_for_policy: Scene) -> None:  # E22, E10
    scene = two_for_policy
    tenant = scene.organisation.tenant
    address = address_of(tenant, "strengths")
    fields = written(tenant, {"strengths-test_application_strength": "two_step"})
    shown = scene.one.client.post(address, fields | {"look": ""})
    scene.one.client.post(address, fields | {"confirmed": shown.context["since"]})

    before = policy_of(tenant)["strengths.applications"]
    asked = scene.two.agrees(scene.asked())

    assert before == []
    assert POLICY.lines(asked) == ["Required strength: for applications: add Test application: Two-step (on)"]
    assert (asked.state, len(policy_of(tenant)["strengths.applications"])) == (State.DONE, 1)
