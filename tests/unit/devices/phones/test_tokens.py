"""Device tokens: rotation that locks nobody out, and copies that give themselves away (T17)."""

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.phones.models import Phone, SpentDeviceToken
from devices.phones.refusals import PhoneRemoved, PhoneSuspended, UnknownDeviceToken
from devices.phones.services import remove_account
from devices.phones.tokens import phone_of_token, rotate, settle, suspend_phone
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def use(token: str) -> Phone:
    """A whole call with this token: found, verified, settled."""
    found = phone_of_token(token)
    settle(found, token)
    return found


def epoch_of(user: User) -> int:
    return User.objects.get(pk=user.pk).session_epoch


def test_a_token_finds_its_phone_and_is_nowhere_stored(phone: SigningPhone) -> None:
    assert use(phone.token) == phone.row
    assert phone.token not in str(Phone.objects.values().get())


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_an_unknown_token_finds_nobody(token: str, phone: SigningPhone) -> None:
    with pytest.raises(UnknownDeviceToken):
        phone_of_token(token)


def test_t17_the_next_token_spends_the_one_before_at_its_first_use(phone: SigningPhone) -> None:
    following = rotate(phone.row)

    assert use(phone.token) == phone.row
    assert use(following) == phone.row
    assert use(following) == phone.row

    with pytest.raises(PhoneSuspended):
        use(phone.token)


def test_t17_a_lost_rotation_answer_locks_nobody_out(phone: SigningPhone) -> None:
    for _ in range(3):
        rotate(phone.row)  # and the answer never arrives

    assert use(phone.token) == phone.row
    arrived = rotate(phone.row)
    assert use(arrived) == phone.row
    assert Phone.objects.get().state == "active"


def test_t17_a_spent_token_suspends_the_phone_ends_sessions_and_is_told(
    phone: SigningPhone, ann: User
) -> None:
    use(rotate(phone.row))
    before = epoch_of(ann)

    with pytest.raises(PhoneSuspended):
        use(phone.token)

    assert Phone.objects.get().state == "suspended"
    assert epoch_of(ann) > before
    event = AuditEvent.objects.get(tag="user:phone:suspended")
    assert (event.subject, event.details["why"]) == (ann, "spent_token")


def test_t17_the_present_token_of_a_suspended_phone_opens_nothing(phone: SigningPhone) -> None:
    present = rotate(phone.row)
    use(present)
    with pytest.raises(PhoneSuspended):
        use(phone.token)

    with pytest.raises(PhoneSuspended):
        use(present)


def test_t17_of_a_phone_and_its_copy_the_second_to_appear_suspends_both(phone: SigningPhone) -> None:
    """Both hold the same token; whoever rotates first, the other still has the old one."""
    use(rotate(phone.row))

    with pytest.raises(PhoneSuspended):
        use(phone.token)

    assert Phone.objects.get().state == "suspended"


def test_t17_of_two_next_tokens_the_one_that_was_never_used_dies_quietly(phone: SigningPhone) -> None:
    """The answer that brought it may have been late: whoever shows it is no copy for that."""
    late, following = rotate(phone.row), rotate(phone.row)
    use(following)

    with pytest.raises(UnknownDeviceToken):
        use(late)

    assert use(following) == phone.row
    assert not AuditEvent.objects.filter(tag="user:phone:suspended").exists()


def test_t17_of_two_next_tokens_the_first_dies_when_the_second_is_handed_out(phone: SigningPhone) -> None:
    late, _following = rotate(phone.row), rotate(phone.row)

    with pytest.raises(UnknownDeviceToken):
        use(late)

    assert use(phone.token) == phone.row


def test_t17_showing_it_again_and_again_is_told_once(phone: SigningPhone) -> None:
    use(rotate(phone.row))

    for _ in range(3):
        with pytest.raises(PhoneSuspended):
            use(phone.token)

    assert AuditEvent.objects.filter(tag="user:phone:suspended").count() == 1


def test_every_person_on_the_phone_is_told_and_nobody_else(nordljus: object, ann: User) -> None:
    phone, bea, cai = (
        SigningPhone(),
        make_person(make_tenant("sundby"), "bea"),
        make_person(ann.tenant, "cai"),
    )
    phone.add(ann)
    phone.add(bea, enable=False)
    remove_account(row_of(phone.add(cai, enable=False)), actor=cai)
    dan = make_person(ann.tenant, "dan")
    phone_of(dan)
    epochs = {user: epoch_of(user) for user in (ann, bea, cai, dan)}

    suspend_phone(phone.row, why="spent_token")

    told = AuditEvent.objects.filter(tag="user:phone:suspended")
    assert {event.subject for event in told} == {ann, bea}
    assert {event.tenant for event in told} == {ann.tenant, bea.tenant}
    assert {user for user in epochs if epoch_of(user) > epochs[user]} == {ann, bea}


@pytest.mark.parametrize(("state", "refusal"), [("suspended", PhoneSuspended), ("removed", PhoneRemoved)])
def test_a_phone_that_does_not_stand_may_not_call(
    state: str, refusal: type[Exception], phone: SigningPhone
) -> None:
    Phone.objects.update(state=state)

    with pytest.raises(refusal):
        phone_of_token(phone.token)


def test_t17_a_spent_token_alone_suspends_nobody(phone: SigningPhone, ann: User) -> None:
    """It finds the phone; the alarm comes once the proof of the phone's own key was verified."""
    use(rotate(phone.row))
    before = epoch_of(ann)

    assert phone_of_token(phone.token) == phone.row

    assert Phone.objects.get().state == "active"
    assert epoch_of(ann) == before


def test_a_removed_phone_is_not_merely_suspended_by_a_spent_token(phone: SigningPhone) -> None:
    use(rotate(phone.row))
    Phone.objects.update(state="removed")

    with pytest.raises(PhoneRemoved):
        use(phone.token)

    assert Phone.objects.get().state == "removed"


def test_one_phones_spent_token_harms_no_other(phone: SigningPhone, ann: User) -> None:
    other = phone_of(ann)
    use(rotate(phone.row))
    with pytest.raises(PhoneSuspended):
        use(phone.token)

    assert use(other.token) == other.row
    assert SpentDeviceToken.objects.filter(phone=other.row).count() == 0
