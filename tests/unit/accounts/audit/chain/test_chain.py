"""Whoever gets past the database's own refusals and touches what was sealed is found out, and where is said (E13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from accounts import clock
from accounts.audit.chain import dropping, sealing
from accounts.audit.chain.canonical import AT_ONCE
from accounts.audit.chain.models import Seal
from accounts.audit.chain.verifying import verify_chain
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.users.events import CHANGED
from accounts.users.models import User
from tests.support.clock import travel
from tests.support.flush import without_triggers
from tests.support.kept_log import keep_log, seal_all

pytestmark = pytest.mark.both_databases


@pytest.fixture
def sealed(ann: User, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Six events in three sealed segments."""
    monkeypatch.setattr(sealing, "MOST_IN_SEGMENT", 2)
    added = [record(CHANGED, tenant=ann.tenant, subject=ann, name=f"name {n}").pk for n in range(6)]
    seal_all()
    return added


def _swap(events: list[int]) -> None:
    first, second = AuditEvent.objects.get(pk=events[2]), AuditEvent.objects.get(pk=events[3])
    AuditEvent.objects.filter(pk=first.pk).update(details=second.details)
    AuditEvent.objects.filter(pk=second.pk).update(details=first.details)


TAMPERINGS: dict[str, tuple[Callable[[list[int]], object], str]] = {
    "altered": (lambda e: AuditEvent.objects.filter(pk=e[2]).update(details={"name": "x"}), "was changed"),
    "at another time": (
        lambda e: AuditEvent.objects.filter(pk=e[2]).update(at=clock.now() - timedelta(days=1)),
        "was changed",
    ),
    "of somebody else": (lambda e: AuditEvent.objects.filter(pk=e[2]).update(actor=None), "was changed"),
    "removed": (lambda e: AuditEvent.objects.filter(pk=e[2]).delete(), "1 event is missing"),
    "reordered": (_swap, "or their order"),
    "renumbered": (
        lambda e: AuditEvent.objects.filter(pk=e[2]).update(id=e[5] + 100),
        "1 event is missing",
    ),
    "seal changed": (lambda _: Seal.objects.filter(number=2).update(hash="0" * 64), "not made here"),
    "seal removed": (lambda _: Seal.objects.filter(number=2).delete(), "seals are missing"),
    "called dropped": (
        lambda e: [
            Seal.objects.filter(number=1).update(dropped_at=clock.now()),
            AuditEvent.objects.filter(pk__in=e[:2]).delete(),
        ],
        "not by retention",
    ),
}


def test_what_nobody_touched_holds(sealed: list[int]) -> None:  # E13
    verdict = verify_chain()

    assert verdict.wrong == []
    assert (verdict.segments, verdict.events, verdict.unsealed) == (3, 6, 0)


@pytest.mark.parametrize("how", TAMPERINGS)
def test_what_was_touched_is_found_and_where_is_said(how: str, sealed: list[int]) -> None:  # E13
    tamper, said = TAMPERINGS[how]

    with without_triggers(connection):
        tamper(sealed)

    wrong = verify_chain().wrong
    assert any(said in line for line in wrong), wrong
    assert all("egment" in line for line in wrong)


def test_an_event_put_between_others_is_found(ann: User) -> None:  # E13
    first, last = (record(CHANGED, tenant=ann.tenant, subject=ann) for _ in range(2))
    with without_triggers(connection):
        AuditEvent.objects.filter(pk=last.pk).update(id=last.pk + 10)
    seal_all()

    with without_triggers(connection):
        AuditEvent(pk=last.pk, at=first.at, tag=first.tag, kind=first.kind, details={}).save(
            force_insert=True
        )

    assert ["1 event was added" in line for line in verify_chain().wrong] == [True]


def test_an_event_put_before_all_others_is_found(sealed: list[int]) -> None:  # E13
    first = AuditEvent.objects.get(pk=sealed[0])

    AuditEvent(pk=-1, at=first.at, tag=first.tag, kind=first.kind, details={}).save(force_insert=True)

    assert ["1 event was added" in line for line in verify_chain().wrong] == [True]


def test_an_event_put_where_retention_dropped_others_is_found(
    sealed: list[int], settings: Settings
) -> None:  # E13
    settings.AUDIT_KEPT_DAYS = 1
    first = AuditEvent.objects.get(pk=sealed[0])
    with travel(clock.now() + timedelta(days=2)):
        dropping.drop_old()
    before = verify_chain().wrong

    AuditEvent(pk=first.pk, at=first.at, tag=first.tag, kind=first.kind, details={}).save(force_insert=True)

    assert before == []
    assert ["1 event was added" in line for line in verify_chain().wrong] == [True]


def test_a_chain_made_anew_by_whoever_has_the_database_alone_is_found(
    sealed: list[int], settings: Settings
) -> None:  # E13
    with without_triggers(connection):
        AuditEvent.objects.filter(pk=sealed[2]).update(details={"name": "x"})
        Seal.objects.all().delete()
    ours, settings.SECRET_KEY = settings.SECRET_KEY, "another key, of whoever has no other"
    seal_all()
    settings.SECRET_KEY = ours

    assert len([line for line in verify_chain().wrong if "not made here" in line]) == 3


def test_seals_hold_when_the_key_was_changed_and_the_former_one_is_named(
    sealed: list[int], settings: Settings
) -> None:  # E13
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "a new key for everything, here",
    )

    assert verify_chain().wrong == []


def test_what_is_too_new_to_be_sealed_is_told_as_that_and_is_not_wrong(
    sealed: list[int], ann: User
) -> None:  # E13
    event = record(CHANGED, tenant=ann.tenant, subject=ann)
    keep_log()

    verdict = verify_chain()

    assert verdict.wrong == []
    assert (verdict.unsealed, verdict.unsealed_since) == (1, AuditEvent.objects.get(pk=event.pk).at)


def test_a_segment_that_is_read_in_several_pieces_holds(ann: User) -> None:  # E13
    AuditEvent.objects.bulk_create(
        AuditEvent(tag=CHANGED.tag, kind=CHANGED.kind, tenant=ann.tenant, details={"name": str(n)})
        for n in range(2 * AT_ONCE + 1)
    )

    seal_all()

    assert Seal.objects.get().count == AuditEvent.objects.count()
    assert verify_chain().wrong == []


def test_what_has_waited_for_a_minute_is_sealed_though_it_is_alone(ann: User) -> None:  # E13
    record(CHANGED, tenant=ann.tenant, subject=ann)
    keep_log()
    assert not Seal.objects.exists()

    with travel(clock.now() + timedelta(minutes=2)):
        keep_log()

    assert Seal.objects.get().count == AuditEvent.objects.count()


def test_the_command_says_what_is_wrong_and_ends_with_one(
    sealed: list[int], capsys: pytest.CaptureFixture[str]
) -> None:  # E13
    call_command("verify_audit")
    told = capsys.readouterr().out
    with without_triggers(connection):
        AuditEvent.objects.filter(pk=sealed[2]).delete()

    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")

    assert "All of it is as it was sealed." in told
    assert ended.value.code == 1
    assert "Segment 2" in capsys.readouterr().err


def test_a_chain_without_its_end_is_found_by_a_seal_that_was_noted(
    sealed: list[int], capsys: pytest.CaptureFixture[str]
) -> None:  # E13
    noted = verify_chain().head
    call_command("verify_audit", noted=noted)
    with without_triggers(connection):
        Seal.objects.filter(number=3).delete()
        AuditEvent.objects.filter(pk__gt=sealed[3]).delete()

    with pytest.raises(SystemExit):
        call_command("verify_audit", noted=noted)

    assert "noted earlier" in capsys.readouterr().err


def test_retention_drops_whole_segments_keeps_their_seals_and_the_chain_holds(
    sealed: list[int], ann: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:  # E13
    settings.AUDIT_KEPT_DAYS = 30
    assert dropping.drop_old() == 0

    with travel(clock.now() + timedelta(days=31)):
        assert dropping.drop_old() == 6

    verdict = verify_chain()
    assert verdict.wrong == []
    assert (verdict.segments, verdict.dropped) == (3, 3)
    assert list(AuditEvent.objects.values_list("tag", flat=True)) == ["tenant:log:dropped"]


@pytest.mark.parametrize("days", [0, -1])
def test_the_log_is_kept_for_ever_where_nothing_else_is_set(
    days: int, sealed: list[int], settings: Settings
) -> None:  # E13
    settings.AUDIT_KEPT_DAYS = days
    with travel(clock.now() + timedelta(days=10_000)):
        assert dropping.drop_old() == 0


def test_the_database_lets_go_only_what_retention_drops(sealed: list[int]) -> None:  # E13
    Seal.objects.filter(number=1).update(dropped_at=clock.now())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk__in=sealed).delete()
    AuditEvent.objects.filter(pk__in=sealed[:2]).delete()

    assert list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True)) == sealed[2:]


@pytest.mark.parametrize(
    "change", [{"hash": "0" * 64}, {"count": 1}, {"last": 999_999}, {"stamp": ""}, {"dropped_at": None}]
)
def test_the_database_lets_nobody_change_a_seal(change: dict[str, object], sealed: list[int]) -> None:  # E13
    Seal.objects.filter(number=1).update(dropped_at=clock.now())
    number = 1 if "dropped_at" in change else 2

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Seal.objects.filter(number=number).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Seal.objects.filter(number=number).delete()
