"""A role that needs two is given when another admin has agreed on their phone (E22)."""

from collections.abc import Callable

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.users.services import block, disable, end_sessions
from devices.approvals.models import Challenge
from devices.approvals.refusals import WrongNumber
from devices.four_eyes.asking import LIFE, expire_due
from devices.four_eyes.looking import conclude, conclude_due
from devices.four_eyes.models import AskedAct, ChosenActs
from devices.phones.models import Phone
from devices.phones.services import remove_account
from tests.support.people import turn_off
from tests.support.phones import account_of
from tests.web.idp.portal.conftest import Organisation
from tests.web.idp.portal.four_eyes.conftest import Admin, Scene

State = AskedAct.State


def test_the_role_stays_until_another_has_agreed(scene: Scene) -> None:  # E22
    scene.one.gives_role(scene.member, "helpdesk")

    asked = scene.asked()
    before = scene.member.role
    scene.two.agrees(asked)

    assert before == "member"
    assert scene.member.role == "helpdesk"
    assert (asked.state, asked.asked_by, asked.person) == (State.DONE, scene.one.user, scene.member)


def test_what_is_done_stands_in_what_is_signed(scene: Scene) -> None:  # E22
    scene.one.gives_role(scene.member, "helpdesk")

    request = scene.two.looks(scene.asked())
    [shown] = scene.two.phone.shown()
    scene.two.phone.says_yes(request)

    assert shown.challenge.claims["kind"] == "act"
    assert shown.challenge.claims["context"]["details"] == [
        {
            "type": "administrative_act",
            "what": "Give the role Helpdesk",
            "whom": scene.member.username,
            "where": "Nordljus",
        }
    ]
    assert Challenge.objects.get(request=request).decision, "the evidence"


def test_both_names_stand_in_the_log(scene: Scene) -> None:  # E22, T23
    scene.one.gives_role(scene.member, "helpdesk")
    scene.two.agrees(scene.asked())

    changed = AuditEvent.objects.get(tag="user:account:changed")
    assert (changed.actor, changed.subject) == (scene.one.user, scene.member)
    assert changed.details == {"changed": {"role": ["member", "helpdesk"]}, "second": scene.two.user.username}


def test_nobody_agrees_to_what_they_asked_for(scene: Scene) -> None:  # E22, T23
    scene.one.gives_role(scene.member, "helpdesk")

    answer = scene.one.presses(scene.asked(), "look")

    assert answer.status_code == 403
    assert scene.one.phone.shown() == []


@pytest.mark.parametrize("role", ["helpdesk", "policy_admin", "reader"])
def test_nobody_agrees_who_might_not_do_it(
    scene: Scene, join: Callable[..., Admin], role: str
) -> None:  # T23
    scene.one.gives_role(scene.member, "helpdesk")
    lesser = join("lesser", role)

    answers = {lesser.opens(scene.asked()).status_code, lesser.presses(scene.asked(), "look").status_code}

    assert answers == {404}
    assert scene.member.role == "member"


def test_another_organisations_admin_sees_nothing_of_it(
    scene: Scene, fjordbank: Organisation, sign_in: Callable[..., object]
) -> None:  # T09
    scene.one.gives_role(scene.member, "helpdesk")
    foreigner = Admin(fjordbank.admin, sign_in(fjordbank.admin))  # type: ignore[arg-type]

    assert foreigner.opens(scene.asked()).status_code == 404
    assert foreigner.presses(scene.asked(), "deny").status_code == 404
    assert scene.asked().state == State.WAITING


def test_a_denial_on_the_phone_ends_it_and_is_told(scene: Scene) -> None:  # E22
    scene.one.gives_role(scene.member, "helpdesk")
    request = scene.two.looks(scene.asked())

    scene.two.phone.says_no(request)
    conclude(request.pk)

    assert scene.asked().state == State.DENIED
    assert scene.member.role == "member"
    told = AuditEvent.objects.get(tag="user:asked_act:denied")
    assert (told.subject, told.actor) == (scene.one.user, scene.two.user)


def test_a_denial_on_the_page_ends_it(scene: Scene) -> None:
    scene.one.gives_role(scene.member, "helpdesk")

    scene.two.presses(scene.asked(), "deny")

    assert scene.asked().state == State.DENIED


def test_a_wrong_number_agrees_to_nothing_and_it_waits_on(scene: Scene) -> None:  # E22
    scene.one.gives_role(scene.member, "helpdesk")
    request = scene.two.looks(scene.asked())

    with pytest.raises(WrongNumber):
        scene.two.phone.says_yes(request, number=f"{(int(request.number) + 1) % 100:02}")
    conclude(request.pk)

    assert scene.asked().state == State.WAITING
    assert scene.two.agrees(scene.asked()).state == State.DONE


def test_its_asker_withdraws_it_and_then_nobody_agrees(scene: Scene) -> None:
    scene.one.gives_role(scene.member, "helpdesk")
    request = scene.two.looks(scene.asked())

    scene.one.presses(scene.asked(), "withdraw")
    scene.two.phone.says_yes(request)
    conclude(request.pk)

    assert scene.asked().state == State.WITHDRAWN
    assert scene.member.role == "member"


def test_it_waits_for_a_day(scene: Scene) -> None:  # E22
    scene.one.gives_role(scene.member, "helpdesk")
    request = scene.two.looks(scene.asked())
    rows = AskedAct.objects.filter(pk=scene.asked().pk)
    rows.update(expires_at=scene.asked().expires_at - LIFE)

    scene.two.phone.says_yes(request)
    conclude(request.pk)
    ended = expire_due()

    assert (ended, scene.asked().state, scene.member.role) == (1, State.EXPIRED, "member")
    assert AuditEvent.objects.get(tag="user:asked_act:expired").subject == scene.one.user


CHANGES: dict[str, Callable[[Scene], object]] = {
    "the second one is disabled": lambda s: disable(s.two.user, actor=None),
    "the second one is blocked": lambda s: block(s.two.user),
    "the second one is an admin no more": lambda s: _becomes(s.two.user, "helpdesk"),
    "the second one's sessions end": lambda s: end_sessions(s.two.user, actor=None, why="admin"),
    "the second one's phone is removed": lambda s: remove_account(account_of(s.two.user), actor=None),
    "phone sign-in is turned off": lambda s: turn_off(s.organisation.tenant, "phone"),
    "whoever asked is an admin no more": lambda s: _becomes(s.one.user, "helpdesk"),
    "whoever asked is disabled": lambda s: disable(s.one.user, actor=None),
    "the person has become an operator": lambda s: _becomes(s.member, "operator"),
}


def _becomes(user: User, role: str) -> None:
    User.objects.filter(pk=user.pk).update(role=role)


@pytest.mark.parametrize("happens", CHANGES.values(), ids=CHANGES)
def test_what_stands_when_it_is_carried_out_counts(scene: Scene, happens: Callable[[Scene], object]) -> None:
    # T08, T37
    scene.one.gives_role(scene.member, "helpdesk")
    request = scene.two.looks(scene.asked())
    scene.two.phone.says_yes(request)

    happens(scene)
    conclude(request.pk)

    assert scene.member.role in {"member", "operator"}
    assert scene.asked().state in {State.WAITING, State.FAILED}


def test_what_nobody_concluded_is_concluded_by_the_housekeeping(scene: Scene) -> None:
    scene.one.gives_role(scene.member, "helpdesk")
    scene.two.phone.says_yes(scene.two.looks(scene.asked()))

    conclude_due()

    assert scene.member.role == "helpdesk"


def test_a_phone_that_cannot_show_it_is_not_asked(scene: Scene) -> None:
    scene.one.gives_role(scene.member, "helpdesk")
    Phone.objects.filter(pk=scene.two.phone.row.pk).update(capabilities=[])

    answer = scene.two.client.post(f"/portal/second-person/{scene.asked().pk}/", {"look": ""}, follow=True)

    assert "none of yours can show this" in answer.content.decode()
    assert scene.two.phone.shown() == []


def test_of_two_phones_only_the_one_that_can_show_it_does(scene: Scene) -> None:
    scene.one.gives_role(scene.member, "helpdesk")
    scene.two.looks(scene.asked())

    shown_before = len(scene.two.phone.shown())
    Phone.objects.filter(pk=scene.two.phone.row.pk).update(capabilities=["details"])

    assert (shown_before, scene.two.phone.shown()) == (1, [])


def test_taking_a_role_away_needs_nobody(scene: Scene, join: Callable[..., Admin]) -> None:
    helper = join("helper", "helpdesk")

    scene.one.gives_role(helper.user, "member")

    assert User.objects.get(pk=helper.user.pk).role == "member"
    assert not AskedAct.objects.exists()


def test_where_it_was_not_chosen_nobody_is_asked(scene: Scene) -> None:
    ChosenActs.objects.all().delete()

    scene.one.gives_role(scene.member, "helpdesk")

    assert scene.member.role == "helpdesk"


def test_somebody_added_with_a_role_has_none_until_another_has_agreed(scene: Scene) -> None:  # E22
    scene.one.client.post("/portal/users/add/", {"username": "new@nordljus.example", "role": "tenant_admin"})
    added = User.objects.get(username="new@nordljus.example")
    before = added.role

    scene.two.agrees(scene.asked())

    added.refresh_from_db()
    assert (before, added.role) == ("member", "tenant_admin")


def test_asked_twice_it_is_one(scene: Scene) -> None:
    scene.one.gives_role(scene.member, "helpdesk")
    scene.one.gives_role(scene.member, "helpdesk")

    assert AskedAct.objects.count() == 1


def test_the_number_is_shown_in_the_browser_that_looks_alone(
    scene: Scene, sign_in: Callable[..., object]
) -> None:  # T16
    scene.one.gives_role(scene.member, "helpdesk")
    request = scene.two.looks(scene.asked())
    address = f"/portal/second-person/{scene.asked().pk}/phone/"
    elsewhere = sign_in(scene.two.user)

    here = scene.two.client.get(address)
    there = elsewhere.get(address)  # type: ignore[attr-defined]

    assert f'aria-label="{" ".join(request.number)}' in here.content.decode()
    assert there.status_code == 302


def test_home_says_that_something_waits_to_whoever_may_agree(scene: Scene) -> None:
    scene.one.gives_role(scene.member, "helpdesk")

    homes = [who.client.get("/portal/").content.decode() for who in (scene.one, scene.two)]

    assert ["1 act waits for a second person" in home for home in homes] == [False, True]
