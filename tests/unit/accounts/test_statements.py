"""Statements composed once find what the queryset itself would."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.statements.composing import Move, added_once, changed_once, composed_once, first
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.asking import ask
from tests.support.people import forget_policy, make_person, make_tenant

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
composed: list[str] = []


@composed_once
def _named(username: str, tenant: uuid.UUID, /) -> QuerySet[User]:
    composed.append("once")
    return User.objects.select_related("tenant__policy").filter(username=username, tenant=tenant)


@composed_once
def _names(tenant: uuid.UUID, /) -> QuerySet[User, str]:
    return User.objects.filter(tenant=tenant).order_by("-username").values_list("username", flat=True)


@composed_once
def _pairs(tenant: uuid.UUID, /) -> QuerySet[User, tuple[uuid.UUID, str]]:
    return User.objects.filter(tenant=tenant).order_by("username").values_list("pk", "username")[:1]


@composed_once
def _requests(user: uuid.UUID, number: str, /) -> QuerySet[ApprovalRequest]:
    return ApprovalRequest.objects.filter(Q(user=user, expires_at__gt=Now()) | Q(number=number, seen_at=None))


@composed_once
def _held(user: uuid.UUID, /) -> QuerySet[User]:
    return User.objects.select_for_update().filter(pk=user)


@composed_once
def _called(*usernames: str) -> QuerySet[User]:
    composed.append(f"for {len(usernames)}")
    return User.objects.filter(username__in=usernames).order_by("username")


@changed_once
def _rename(username: str, name: str, /) -> Move:
    composed.append("to change")
    return User.objects.filter(username=username), {"display_name": name, "last_login": Now()}


@pytest.fixture
def ann() -> User:
    return make_person(make_tenant())


def test_it_finds_what_is_given_each_time(ann: User) -> None:
    bo = make_person(ann.tenant, "bo")

    assert _named(ann.username, ann.tenant_id) == [ann]
    assert _named(bo.username, ann.tenant_id) == [bo]
    assert _named(bo.username, uuid.uuid4()) == []
    assert composed == ["once"]


def test_an_object_is_whole_and_comes_with_what_it_was_joined_with(ann: User) -> None:
    [found] = _named(ann.username, ann.tenant_id)

    with CaptureQueriesContext(connection) as asked:
        assert (found.tenant, found.tenant.policy) == (ann.tenant, ann.tenant.policy)
    assert len(asked) == 0
    for field in User._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(User.objects.get(pk=ann.pk), field.attname)
    found.display_name = "Ann"
    found.save()
    assert User.objects.get().display_name == "Ann"


def test_what_is_joined_may_be_missing(ann: User) -> None:
    forget_policy(ann.tenant)

    [found] = _named(ann.username, ann.tenant_id)

    with pytest.raises(ObjectDoesNotExist):
        _ = found.tenant.policy


def test_values_come_as_the_queryset_gives_them(ann: User) -> None:
    make_person(ann.tenant, "bo")

    assert _names(ann.tenant_id) == ["bo@nordljus.example", "ann@nordljus.example"]
    assert _pairs(ann.tenant_id) == [(ann.pk, ann.username)]


def test_json_times_and_the_databases_clock_are_read_as_ever(ann: User) -> None:
    made = ask(ann)

    [found] = _requests(ann.pk, "none")

    assert (found.context, found.asked_at) == (made.context, made.asked_at)
    ApprovalRequest.objects.update(expires_at=Now())
    assert _requests(ann.pk, "none") == []
    assert _requests(uuid.uuid4(), made.number) == [made]


@pytest.mark.parametrize("written", ["x' OR '1'='1", "%s", "%(a)s", '"', "\\", ";--", "å"])
def test_what_is_given_is_a_value_and_never_sql(written: str, ann: User) -> None:
    assert _named(written, ann.tenant_id) == []

    User.objects.filter(pk=ann.pk).update(username=written)

    assert _named(written, ann.tenant_id) == [ann]


def test_none_finds_nothing(ann: User) -> None:
    User.objects.update(default_method="")

    assert _named(None, ann.tenant_id) == []  # type: ignore[arg-type]  # as a careless caller would


def test_it_takes_what_it_names_and_nothing_else(ann: User) -> None:
    for given in ((), (ann.username,), (ann.username, ann.tenant_id, "more")):
        with pytest.raises(TypeError):
            _named(*given)
    with pytest.raises(TypeError):
        _named(ann.username, tenant=ann.tenant_id)  # type: ignore[call-arg]  # as above


def test_a_kind_for_which_it_has_no_place_is_named() -> None:
    @composed_once
    def of(share: float, /) -> QuerySet[User]:
        return User.objects.annotate(share=Value(share)).filter(share=share)

    with pytest.raises(TypeError, match=r"no place for <class 'float'>"):
        of(0.5)


def test_of_as_many_as_come_each_is_looked_for(ann: User) -> None:
    bo = make_person(ann.tenant, "bo")
    composed.clear()

    assert _called(ann.username, bo.username) == [ann, bo]
    assert _called("nobody", bo.username) == [bo]
    assert _called(bo.username) == [bo]

    assert composed == ["for 2", "for 1"]


def test_rows_are_changed_as_by_an_update_and_counted(ann: User) -> None:
    bo = make_person(ann.tenant, "bo")
    composed.clear()

    changed = [_rename(ann.username, "Å"), _rename(ann.username, "'; --"), _rename("nobody", "Bo")]

    assert changed == [1, 1, 0]
    assert [*User.objects.order_by("username").values_list("display_name", flat=True)] == [
        "'; --",
        bo.display_name,
    ]
    assert User.objects.get(pk=ann.pk).last_login is not None
    assert composed == ["to change"]
    with pytest.raises(TypeError):
        _rename(ann.username, name="Ann")  # type: ignore[call-arg]  # as a careless caller would


def test_a_row_is_added_as_by_its_model_and_tells_what_was_asked_for(ann: User) -> None:
    row = AuditEvent(
        tag="a:b:c", kind="a:b", tenant_id=ann.tenant_id, subject_id=ann.pk, details={"é": [1, None]}
    )

    kept = AuditEvent.objects.get(pk=added_once(AuditEvent, then="RETURNING id")(row))

    assert (kept.tag, kept.tenant, kept.subject, kept.actor) == ("a:b:c", ann.tenant, ann, None)
    assert (kept.details, kept.at) == ({"é": [1, None]}, row.at)
    assert added_once(AuditEvent, then="")(row) is None


def test_many_rows_are_added_by_one_statement(ann: User) -> None:
    rows = [
        User(tenant=ann.tenant, username=name, display_name=name.title()) for name in ("bo", "cleo", "dan")
    ]

    with CaptureQueriesContext(connection) as asked:
        added_once(User, then="")(*rows)

    assert len(asked) == 1
    assert list(User.objects.filter(pk__in=[row.pk for row in rows]).order_by("username")) == rows
    assert User.objects.get(username="cleo").display_name == "Cleo"
    assert not any(row._state.adding for row in rows)


def test_a_row_that_was_added_is_changed_and_not_added_again(ann: User) -> None:
    bo = User(tenant=ann.tenant, username="bo")
    added_once(User, then="")(bo)

    bo.display_name = "Bo"
    with CaptureQueriesContext(connection) as asked:
        bo.save()

    assert [one["sql"].split()[0] for one in asked] == ["UPDATE"]
    assert User.objects.get(username="bo").display_name == "Bo"


def test_a_row_is_added_with_what_the_database_says_itself(ann: User) -> None:
    in_an_hour, later = Now() + timedelta(hours=1), Now() + timedelta(hours=2)
    add = added_once(User, then="")

    for name, signed_in, until in (
        ("bo", Now(), in_an_hour),
        ("cleo", None, later),
        ("dan", in_an_hour, None),
    ):
        add(User(tenant=ann.tenant, username=name, last_login=signed_in, temporary_until=until))

    bo, cleo, dan = (User.objects.get(username=name) for name in ("bo", "cleo", "dan"))
    times = [one for one in (bo.last_login, bo.temporary_until, dan.last_login, cleo.temporary_until) if one]
    now = clock.now()
    assert [round((one - now) / timedelta(hours=1)) for one in times] == [0, 1, 1, 2]
    assert (cleo.last_login, dan.temporary_until) == (None, None)
    assert (dan.tenant, dan.session_epoch, dan.is_active) == (ann.tenant, ann.session_epoch, True)


def test_the_first_of_none_is_none(ann: User) -> None:
    assert first(_names(uuid.uuid4())) is None
    assert first(_names(ann.tenant_id)) == ann.username


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only(ann: User) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        _held(ann.pk)

    with transaction.atomic():
        assert _held(ann.pk) == [ann]
    with pytest.raises(transaction.TransactionManagementError):
        _held(ann.pk)


def test_a_lock_is_asked_for_where_the_database_has_them(ann: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        _held(ann.pk)

    assert ("FOR UPDATE" in asked[0]["sql"]) == connection.features.has_select_for_update


def test_another_tenants_row_is_another_answer(ann: User) -> None:
    other = make_person(make_tenant("sundby"))

    assert [_names(tenant.pk) for tenant in Tenant.objects.order_by("slug")] == [
        [ann.username],
        [other.username],
    ]
