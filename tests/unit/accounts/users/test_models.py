"""Users, their sessions' keys, and the gates to them."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from accounts.tenants.models import Tenant
from accounts.users.access import find_for_sign_in
from accounts.users.models import User
from accounts.users.services import block, disable, end_sessions
from tests.support.people import make_person, make_tenant, take_out_of_use


@pytest.mark.both_databases
def test_a_name_is_had_by_one_person_however_it_is_written(ann: User) -> None:  # T14
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ANN@NORDLJUS.example", tenant=ann.tenant)


def test_a_user_without_a_password_matches_none(nordljus: Tenant) -> None:
    bo = make_person(nordljus, "bo", password=None)

    assert not bo.has_usable_password()
    assert not any(bo.check_password(tried) for tried in ("", "None", "!"))


@pytest.mark.parametrize("change", ["password", "disable", "block", "end_sessions"])
def test_what_ends_a_persons_sessions_changes_the_hash_they_carry(change: str, ann: User) -> None:  # T08
    before = ann.get_session_auth_hash()

    if change == "password":
        ann.set_password("another horse")
        ann.save()
    elif change == "disable":
        disable(ann, actor=None)
    elif change == "block":
        block(ann)
    else:
        end_sessions(ann, actor=None, why="test")

    assert User.objects.get(pk=ann.pk).get_session_auth_hash() != before


@pytest.mark.parametrize("taken_out", [partial(disable, actor=None), block], ids=["disabled", "blocked"])
def test_the_disabled_the_blocked_and_the_unknown_are_nobody_alike(
    taken_out: Callable[[User], None], ann: User
) -> None:  # A17, A18
    assert find_for_sign_in(ann.username, tenant=ann.tenant) == ann

    taken_out(ann)

    assert find_for_sign_in(ann.username, tenant=ann.tenant) is None
    assert find_for_sign_in("nobody@nordljus.example", tenant=ann.tenant) is None


def test_t09_nobody_is_found_in_another_tenant(ann: User) -> None:
    assert find_for_sign_in(ann.username, tenant=make_tenant("solvik")) is None


def test_nobody_of_a_tenant_out_of_use_is_found(ann: User) -> None:  # T08
    take_out_of_use(ann.tenant)
    ann.tenant.refresh_from_db()

    assert find_for_sign_in(ann.username, tenant=ann.tenant) is None
