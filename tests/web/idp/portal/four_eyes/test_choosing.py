"""What needs a second person is chosen where there are two, and turned off by such an act itself (E22)."""

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.users.services import disable
from devices.four_eyes.choosing import chosen_in
from devices.four_eyes.models import AskedAct
from tests.support.pages import read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.four_eyes.conftest import Scene

State = AskedAct.State


def address(organisation: Organisation) -> str:
    return f"/portal/second-person/acts/{organisation.tenant.pk}/"


def test_it_is_off_at_first_and_is_turned_on_where_there_are_two(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E22
    make_person(nordljus.tenant, "other", role="tenant_admin")
    before = chosen_in(nordljus.tenant)

    sign_in(nordljus.admin).post(address(nordljus), {"appoint": "on"})

    assert not before
    assert chosen_in(nordljus.tenant) == {"appoint", "help_admin"}
    noted = AuditEvent.objects.get(tag="tenant:second_person:chosen")
    assert noted.details["chosen"] == ["appoint", "help_admin"]


def test_it_is_not_turned_on_where_there_is_one(nordljus: Organisation, sign_in: SignIn) -> None:  # E22
    disable(make_person(nordljus.tenant, "gone", role="tenant_admin"), actor=None)
    make_person(nordljus.tenant, "reader", role="reader")

    answer = sign_in(nordljus.admin).post(address(nordljus), {"appoint": "on"}, follow=True)

    assert not chosen_in(nordljus.tenant)
    assert "There must be two people" in answer.content.decode()


def test_turning_it_off_needs_a_second_person(scene: Scene) -> None:  # E22, T23
    scene.one.client.post(address(scene.organisation), {})
    before = chosen_in(scene.organisation.tenant)

    asked = scene.two.agrees(scene.asked())

    assert before == {"appoint", "help_admin"}
    assert asked.state == State.DONE
    assert not chosen_in(scene.organisation.tenant)
    assert AuditEvent.objects.filter(tag="tenant:second_person:chosen").latest("pk").details == {
        "chosen": [],
        "second": scene.two.user.username,
    }


def test_what_is_turned_off_stands_below_a_short_heading(scene: Scene) -> None:  # E22
    scene.one.client.post(address(scene.organisation), {})

    asked = read(scene.two.opens(scene.asked()))
    waiting = read(scene.two.client.get("/portal/second-person/"))

    words = "Need no second person any more for: Giving a role, Handing a way in to somebody who has a role"
    assert asked.heading == "Need no second person any more"
    assert words in asked.text
    assert words in waiting.text


def test_whoever_is_left_alone_is_told_who_can_agree(scene: Scene) -> None:  # E22
    User.objects.filter(pk=scene.organisation.admin.pk).delete()
    disable(scene.two.user, actor=None)
    scene.one.gives_role(scene.member, "helpdesk")

    page = scene.one.opens(scene.asked()).content.decode()
    chosen = scene.one.client.get(address(scene.organisation)).content.decode()

    assert "Nobody else of this organisation could agree now" in page
    assert "Only one person of this organisation could agree now" in chosen


@pytest.mark.parametrize(
    ("page", "place"), [("second-person/", "Home"), ("imports/", "Users"), ("users/", "Users"), ("", "Home")]
)
def test_the_rail_says_from_where_one_comes_to_a_page(scene: Scene, page: str, place: str) -> None:
    answer = scene.one.client.get(f"/portal/{page}", follow=True)

    assert [one["label"] for one in answer.context["rail"] if one["is_here"]] == [place]
