"""Making people and giving them passwords: what follows, and what is written down."""

from collections.abc import Callable

import pytest

from accounts.audit.models import AuditEvent
from accounts.refusals import NoSignInUnderWay
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import create_person, end_sessions
from accounts.ways.password.services import set_password
from tests.support.people import make_person

SECRET = "winter-lantern-48"
BY_THEMSELVES: dict[str, Callable[[User], None]] = {
    "sessions ended": lambda user: end_sessions(user, actor=user, why="phone_lost"),
    "password set": lambda user: set_password(user, SECRET, actor=user),
}


def test_a_person_is_made_in_their_tenant_and_it_is_written_down_by_whom(nordljus: Tenant) -> None:
    actor = make_person(nordljus, "admin", role=User.Role.TENANT_ADMIN)

    bo = create_person(" Bo@Nordljus.example ", tenant=nordljus, display_name="Bo", actor=actor)

    event = AuditEvent.objects.get(tag="user:account:added")
    assert (bo.username, bo.tenant, bo.role) == ("bo@nordljus.example", nordljus, "member")
    assert not bo.has_usable_password()
    assert (event.subject, event.actor, event.tenant) == (bo, actor, nordljus)


def test_a_person_can_be_made_with_a_role_and_a_password(nordljus: Tenant) -> None:
    bo = create_person(
        "bo@nordljus.example", tenant=nordljus, role=User.Role.TENANT_ADMIN, password=SECRET, actor=None
    )

    assert (User.objects.get(pk=bo.pk).role, bo.check_password(SECRET)) == ("tenant_admin", True)


def test_a_set_password_ends_every_session_and_is_nowhere_written_down(ann: User) -> None:  # T08
    before = ann.get_session_auth_hash()

    set_password(ann, SECRET, actor=None)

    after = User.objects.get(pk=ann.pk)
    event = AuditEvent.objects.get(tag="user:password:set")
    assert after.check_password(SECRET)
    assert after.get_session_auth_hash() != before
    assert (event.subject, event.details) == (ann, {})


def test_setting_a_password_brings_back_no_sessions_that_ended_meanwhile(ann: User) -> None:  # T08
    User.objects.filter(pk=ann.pk).update(session_epoch=7)

    set_password(ann, SECRET, actor=None)

    assert User.objects.get(pk=ann.pk).session_epoch == 7


@pytest.mark.parametrize("act", BY_THEMSELVES.values(), ids=BY_THEMSELVES)
def test_whoever_acts_on_themselves_is_moved_on_with_it_and_may_act_again(
    act: Callable[[User], None], ann: User
) -> None:
    act(ann)
    act(ann)

    assert ann.get_session_auth_hash() == User.objects.get(pk=ann.pk).get_session_auth_hash()


@pytest.mark.parametrize("act", BY_THEMSELVES.values(), ids=BY_THEMSELVES)
@pytest.mark.parametrize("meanwhile", BY_THEMSELVES.values(), ids=BY_THEMSELVES)
def test_whoever_was_ended_meanwhile_acts_on_themselves_no_more(
    meanwhile: Callable[[User], None], act: Callable[[User], None], ann: User
) -> None:  # T08
    meanwhile(User.objects.get(pk=ann.pk))
    stands = User.objects.get(pk=ann.pk).get_session_auth_hash()

    with pytest.raises(NoSignInUnderWay):
        act(ann)

    assert User.objects.get(pk=ann.pk).get_session_auth_hash() == stands
