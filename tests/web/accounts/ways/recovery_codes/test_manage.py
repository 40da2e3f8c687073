"""Making recovery codes, making them anew and removing them, at Security info (D01, D05, T20, I10)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.recovery_codes import services
from accounts.ways.recovery_codes.method import METHOD
from accounts.ways.recovery_codes.models import RecoveryCode, RecoveryCodes
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.people import change_policy, make_person, turn_off
from tests.support.recovery import ADD, CODE, codes_on, make_codes, paper_of
from tests.support.rows import everything
from tests.support.sessions import make_stale

MAKE_ANEW = "/security-info/recovery-codes/make-anew/"


@pytest.fixture
def remove(ann: User, paper: list[str]) -> str:
    """Where Ann's codes are removed."""
    codes = services.codes_of(ann)
    assert codes is not None
    return f"/security-info/remove/recovery_code/{codes.pk}/"


@pytest.fixture
def own(ann: User) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


@pytest.fixture
def strong(ann: User, paper: list[str]) -> Client:
    """Ann has given her password and a recovery code."""
    change_policy(ann.tenant, two_step=True)
    client = browser()
    sign_in_by_password(client, ann)
    client.post(CODE, {"code": paper[0]})
    return client


def tags(user: User) -> list[str]:
    events = AuditEvent.objects.filter(subject=user, kind="user:recovery_codes").order_by("pk")
    return [event.tag.rpartition(":")[2] for event in events]


def test_ten_are_made_shown_once_and_listed(own: Client, ann: User) -> None:  # D05
    page = read(own.post(ADD, follow=True))

    codes = codes_on(page)
    assert (page.heading, len(set(codes))) == ("Your recovery codes", 10)
    assert "shown only now" in page.text
    assert all(services.take(ann, code) for code in codes[:2])
    listed = read(own.get("/security-info/"))
    assert "8 codes left" in listed.text
    assert codes_on(listed) == []
    assert tags(ann) == ["made", "used", "used"]


def test_they_are_kept_by_no_cache_and_are_nowhere_in_the_database_or_the_log(
    own: Client, ann: User, caplog: pytest.LogCaptureFixture
) -> None:  # I10
    with CaptureQueriesContext(connection) as asked:
        response = own.post(ADD)

    codes = codes_on(read(response))
    assert "no-store" in response.headers["Cache-Control"]
    kept = f"{everything()} {dict(own.session)} {caplog.text} {asked.captured_queries}"
    for code in codes:
        assert code not in kept
        assert code.replace("-", "") not in kept


def test_without_the_servers_key_a_digest_says_nothing(
    ann: User, paper: list[str], settings: Settings
) -> None:  # I10
    settings.SECRET_KEY = "another"

    assert services.take(ann, paper[0]) is None


def test_under_a_new_key_of_the_server_codes_go_on_working(
    ann: User, paper: list[str], settings: Settings
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"

    assert services.take(ann, paper[0])
    assert services.take(ann, paper[0]) is None


def test_the_same_code_of_two_people_leaves_no_trace_of_that(
    nordljus: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:  # I10
    made = iter(["BCDFGHJKMNPR", "CCCCGHJKMNPR"] * 10)
    monkeypatch.setattr("accounts.ways.recovery_codes.models.new_code", lambda: next(made))
    for name in ("ann", "bo"):
        RecoveryCodes.objects.create(user=make_person(nordljus, name), name="").fill(2)

    assert RecoveryCode.objects.values("digest").distinct().count() == 4


def test_a_link_makes_nothing_and_ends_nothing(own: Client, ann: User) -> None:  # T28
    assert own.get(ADD).headers["Location"] == "/security-info/"
    assert services.codes_of(ann) is None


def test_whoever_has_some_is_asked_before_they_stop_working(
    strong: Client, paper: list[str], ann: User
) -> None:  # D01
    question = read(strong.post(ADD, follow=True))
    assert question.heading == "Make new recovery codes?"
    assert "You have 9 codes left. They stop working" in question.text
    assert services.unused_of(ann).count() == 9

    codes = codes_on(read(strong.post(MAKE_ANEW)))

    assert len(codes) == 10
    assert services.take(ann, paper[1]) is None
    assert services.take(ann, codes[0])
    assert tags(ann) == ["made", "used", "made_anew", "used"]


def test_a_page_sent_once_more_makes_no_others(own: Client, ann: User) -> None:
    codes = make_codes(own)

    assert codes_on(read(own.post(ADD, follow=True))) == []

    assert services.take(ann, codes[0])


def test_a_password_alone_neither_makes_new_ones_nor_removes_them(
    own: Client, ann: User, paper: list[str], remove: str
) -> None:  # T20
    for path in (ADD, MAKE_ANEW, remove):
        page = read(own.post(path, follow=True))

        assert (page.status, page.heading) == (403, "Sign in again, in two steps")
    assert services.unused_of(ann).count() == 10


def test_whoever_closed_the_page_makes_others_by_their_password_and_adds_what_they_like(
    own: Client, ann: User
) -> None:  # T20
    make_codes(own)

    assert read(own.get(MAKE_ANEW)).heading == "Make new recovery codes?"
    assert len(codes_on(read(own.post(MAKE_ANEW)))) == 10
    assert own.post("/security-info/authenticator-apps/add/").status_code == 302


def test_codes_that_nobody_said_to_have_kept_guard_once_one_was_given(own: Client, ann: User) -> None:  # T20
    services.take(ann, make_codes(own)[0])

    assert own.post(MAKE_ANEW).status_code == 403


def test_codes_that_are_used_up_still_guard_the_account(
    own: Client, ann: User, paper: list[str], remove: str
) -> None:  # T20
    for code in paper:
        services.take(ann, code)

    for path in (ADD, MAKE_ANEW, remove, "/security-info/phones/add/"):
        assert own.post(path).status_code == 403


def test_they_are_removed_when_asked_twice(
    strong: Client, ann: User, paper: list[str], remove: str
) -> None:  # D01
    change_policy(ann.tenant, two_step=False)
    assert read(strong.get(remove)).heading == "Remove Recovery codes?"
    assert services.codes_of(ann)

    page = read(strong.post(remove, follow=True))

    assert "Removed: Recovery codes." in page.text
    assert (services.codes_of(ann), RecoveryCode.objects.count()) == (None, 0)
    assert tags(ann)[-1] == "removed"
    assert strong.get(remove).status_code in {403, 404}


def test_old_proof_is_asked_anew(strong: Client, ann: User, remove: str) -> None:  # D02
    make_stale(strong)

    for path in (MAKE_ANEW, remove):
        assert strong.post(path).status_code == 302
    assert services.unused_of(ann).count() == 9


def test_where_they_are_off_they_are_not_offered_and_not_made(own: Client, ann: User) -> None:  # E01, E02
    turn_off(ann.tenant, "recovery_code")

    assert ADD not in read(own.get("/security-info/")).actions()
    assert own.post(ADD).status_code == 403
    assert services.codes_of(ann) is None


def test_an_admin_removes_a_persons_own_and_no_others(
    nordljus: Tenant, ann: User, paper: list[str]
) -> None:  # D01
    disa = make_person(nordljus, "disa", role="tenant_admin")
    [row] = METHOD.rows_for(ann)
    assert METHOD.remove

    METHOD.remove(make_person(nordljus, "bo"), row.id, disa)
    METHOD.remove(ann, "0", disa)
    assert services.unused_of(ann).count() == 10
    METHOD.remove(ann, row.id, disa)

    assert METHOD.rows_for(ann) == []
    removed = AuditEvent.objects.get(tag="user:recovery_codes:removed")
    assert (removed.subject_id, removed.actor_id) == (ann.pk, disa.pk)


def test_turned_off_they_are_kept_or_removed_with_it(ann: User, paper: list[str]) -> None:  # E19
    assert METHOD.policy
    assert METHOD.policy.leftovers
    [codes] = METHOD.policy.leftovers.standing(ann.tenant)

    METHOD.policy.leftovers.remove(codes, ann)

    assert services.codes_of(ann) is None


def test_one_person_has_one_paper(ann: User, paper: list[str]) -> None:
    paper_of(ann)

    assert RecoveryCodes.objects.filter(user=ann).count() == 1
    assert RecoveryCode.objects.count() == 10


def test_they_are_nobodys_default(own: Client, ann: User, paper: list[str]) -> None:  # D01 A12
    page = read(own.get("/security-info/default/"))

    assert "Password" in page.text
    assert "Recovery code" not in page.text
