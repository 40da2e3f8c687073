"""Every composed statement of the product gives what its queryset gives, whatever it is asked for."""

from __future__ import annotations

import inspect
import itertools
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.audit.models import AuditEvent, LogReader
from accounts.hooks.models import Hook
from accounts.sessions.models import Session
from accounts.signin.proven import SignedIn
from accounts.statements.composing import changing, composed, removing
from accounts.tenants.models import Domain, Tenant
from accounts.throttle.counting import Limit, count
from accounts.throttle.models import TryCount
from accounts.users.models import KnownBrowser, User
from accounts.users.services import disable
from devices.addresses.models import PhoneAddress
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.moves import move
from devices.approvals.state import OPEN, State, sources_of
from devices.challenge_keys.models import ChallengeKey
from devices.phones.models import FormerKey, Phone, PhoneAccount
from devices.phones.tokens import rotate, settle
from idp.oidc.applications.models import Application
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.grants.giving import CodeFor, find_code, give_code, give_refresh_token
from idp.oidc.grants.models import Grant, RefreshToken
from idp.oidc.leaving.models import LogoutNotice
from tests.architecture.files import source_files, text_of
from tests.support.asking import ask, finish, new_binding
from tests.support.hook_server import make_hook
from tests.support.kept_log import seal_all
from tests.support.people import add_domain, allow, make_group, make_person, make_tenant, take_out_of_use
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in, waiting_browser
from tests.unit.idp.worker import tasks

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Values = dict[str, list[Any]]
WRITTEN_IN = {
    ".".join(path.with_suffix("").parts): written
    for path in source_files(".py")
    if (written := len(re.findall("\n@(?:composed|changed|removed)_once", text_of(path))))
}
for module in WRITTEN_IN:
    import_module(module)
STATEMENTS = {
    f"{statement.__module__}.{statement.__name__}": (statement, compose)
    for statement, compose in composed().items()
    if statement.__module__ in WRITTEN_IN
}
CHANGING = {
    f"{statement.__module__}.{statement.__name__}": (statement, compose)
    for statement, compose in changing().items()
    if statement.__module__ in WRITTEN_IN
}
REMOVING = {
    f"{statement.__module__}.{statement.__name__}": (statement, compose)
    for statement, compose in removing().items()
    if statement.__module__ in WRITTEN_IN
}


@pytest.fixture
def world() -> None:
    """Two organisations with people, groups and phones; accounts and requests in every state that is looked for."""
    nordljus, sundby = make_tenant(), make_tenant("sundby")
    take_out_of_use(make_tenant("closed"))
    add_domain(sundby, "claimed.example", is_verified=False)
    ann, bo, cleo, dan = (make_person(nordljus, name) for name in ("ann", "bo", "cleo", "dan"))
    make_person(sundby)
    staff, guests = make_group(nordljus, "Staff", ann, bo, cleo, dan), make_group(nordljus, "Guests")
    for digest, users in (("a" * 64, (ann, bo)), ("b" * 64, (ann,))):
        for user in users:
            KnownBrowser.objects.create(user=user, browser_digest=digest, last_used_at=timezone.now())
    phones_and_requests(ann, bo)
    accounts_that_cannot_answer(cleo)
    waiting_browser(ann)
    for user in (ann, dan):
        signed_in(user, PASSWORD_PROOF)
    phone_of(dan)
    ask(dan)
    ApprovalRequest.objects.filter(user__in=(bo, dan)).update(wake_due_at=Now() - timedelta(seconds=5))
    disable(dan, actor=None)
    allow(nordljus, "phone", include=[staff, guests], exclude=[guests])
    given_to_applications(ann)
    owed_by_the_worker(ann)
    seal_all()


def owed_by_the_worker(user: User) -> None:
    """Two webhooks and two applications are to be told; a task waits, another one was left behind."""
    for number in range(2):
        make_hook(user.tenant, user, f"https://{number}.example/")
        told = {"address": f"https://{number}.example/", "client_id": number, "sid": uuid.uuid4()}
        LogoutNotice.objects.create(tenant=user.tenant, user=user, **told)
        tasks.note.enqueue("hello")
    long_ago = timezone.now() - timedelta(days=1)
    Hook.objects.update(due_at=long_ago)
    LogoutNotice.objects.update(due_at=long_ago)
    DBTaskResult.objects.filter(pk=DBTaskResult.objects.all()[0].pk).update(
        status="RUNNING", run_after=long_ago
    )


def phones_and_requests(ann: User, bo: User) -> None:
    """Ann has two phones, one of them shared with Bo, and has asked often; Bo waits twice in one browser."""
    shared, own = phone_of(ann), phone_of(ann, unlock=None, enable=False)
    shared.add(bo, enable=False)
    token = rotate(shared.row)  # the next one is used: what it replaces is spent
    shared.row.refresh_from_db()
    settle(shared.row, token)
    rotate(own.row)
    FormerKey.objects.create(phone=own.row, name="what was its key", public_key="{}")
    binding = new_binding()
    consumed = ask(ann, binding=binding)
    shared.says_yes(consumed)
    finish(ApprovalRequest.objects.get(pk=consumed.pk), binding=binding, user=ann)
    own.says_no(ask(ann, kind="second_step"))
    shared.says_yes(ask(ann, known_browser=True))
    move(ask(ann), State.CANCELLED)
    run_out = ask(ann)
    ApprovalRequest.objects.filter(pk=run_out.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    for user, waiting in ((ann, binding), (ann, new_binding()), (bo, "c" * 64), (bo, "c" * 64)):
        ask(user, binding=waiting)
    ask(make_person(ann.tenant, "nobody"), user=None)
    for phone in (shared, own):
        phone.shown()
    for phone, state in ((shared, PhoneAddress.State.WORKING), (own, PhoneAddress.State.GONE)):
        PhoneAddress.objects.create(phone=phone.row, kind="webpush", state=state, since=timezone.now())


def given_to_applications(user: User) -> None:
    """One has a code, the other what renews it; both of the same session."""
    for name in ("Payroll", "Wiki"):
        application = make_application(user.tenant, name=name).application
        proven = SignedIn(proofs=(PASSWORD_PROOF,), auth_time=0)
        asked = CodeFor(scopes=("openid",), redirect_uri="", code_challenge="")
        sid = Session.objects.filter(user=user).values_list("pk", flat=True)[0]
        code = find_code(application, give_code(application, user, proven, sid=sid, asked=asked))
        if code is not None and name == "Wiki":
            give_refresh_token(code)
    BackchannelRequest.objects.create(
        application=Application.objects.all()[0],
        user=user,
        request=ask(user, binding=new_binding()),
        digest="d" * 64,
        interval=5,
        expires_at=Now(),
        ping_due_at=Now(),
    )
    for key in ("one", "another"):
        count(Limit(scope="every statement", key=key, most=9, seconds=60))


def accounts_that_cannot_answer(user: User) -> None:
    suspended, ended, lost, untested = (SigningPhone() for _ in range(4))
    for phone, state in ((suspended, PhoneAccount.State.SUSPENDED), (ended, PhoneAccount.State.ENDED)):
        PhoneAccount.objects.filter(pk=phone.add(user).id).update(state=state)
    lost.add(user)
    Phone.objects.filter(pk=lost.row.pk).update(state=Phone.State.REMOVED)
    PhoneAccount.objects.filter(pk=untested.add(user).id).update(confirmed=False)


@pytest.fixture
def values(world: None) -> Values:
    """By the name of an argument: everything of that name in the world, and what is nowhere in it."""
    found: Values = {
        "user": ids(User.objects),
        "beyond": ids(User.objects),
        "tenant": ids(Tenant.objects),
        "phone": ids(Phone.objects),
        "account": ids(PhoneAccount.objects),
        "request": ids(ApprovalRequest.objects),
        "challenge": ids(Challenge.objects),
        "slug": column(Tenant.objects, "slug"),
        "client_id": column(Application.objects, "client_id"),
        "application": ids(Application.objects),
        "grant": ids(Grant.objects),
        "code": column(Grant.objects, "code_digest"),
        "renewing": ids(RefreshToken.objects),
        "renewing_digest": column(RefreshToken.objects, "digest"),
        "auth_req_digest": column(BackchannelRequest.objects, "digest"),
        "tried": column(TryCount.objects, "pk"),
        "sid": ids(Session.objects),
        "username": column(User.objects, "username"),
        "domain": column(Domain.objects, "name"),
        "asked_for": column(ApprovalRequest.objects, "asked_for"),
        "key": column(Session.objects, "session_key"),
        "kid": [*column(ChallengeKey.objects, "kid"), "none"],
        "reader": column(LogReader.objects, "name"),
        "without": ids(Hook.objects),
        "address": column(LogoutNotice.objects, "address"),
        "seen": column(ApprovalRequest.objects, "state"),
        "binding": column(ApprovalRequest.objects, "browser_digest"),
        "digests": [*column(KnownBrowser.objects, "browser_digest"), "neither"],
        "digest": [
            *column(KnownBrowser.objects, "browser_digest"),
            *column(Phone.objects, "token_digest"),
            *column(Phone.objects.exclude(next_token_digest=None), "next_token_digest"),
            *column(Phone.objects.exclude(spent_tokens=None), "spent_tokens__digest"),
        ],
    }
    written: Values = {
        "place": ["Oslo"],
        "sign_count": [7],
        "target": [target for target in State if sources_of(target)],
        "asked_by": [
            ApprovalRequest.objects.filter(state=state).values_list("browser_digest", flat=True)[0]
            for state in OPEN
        ],
        "by": ["a phone"],
        "decided_by": [None, uuid.uuid4()],
        "decision": ["a.b.c"],
        "jti": ["once"],
        "unlock_proof": [None, {"mode": "pin", "é": [1]}],
        "now": [timezone.now()],
        "last_method": ["phone"],
        "last_second": [""],
        "methods_passed": [["password", "phone"]],
        "label": ["Firefox (Linux)"],
        "stays": [None, True],
        "last_place": ["Oslo"],
        "after": [0, AuditEvent.objects.latest("pk").pk],
        "upto": [AuditEvent.objects.latest("pk").pk],
        "before": [timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)],
        "lease": [timezone.now()],
        "left": [["a phone"]],
    }
    return {name: [*here, nowhere(here)] for name, here in found.items()} | written


def ids(rows: Any) -> list[Any]:
    return column(rows, "pk")


def column(rows: Any, name: str) -> list[Any]:
    return sorted(set(rows.values_list(name, flat=True)))


def nowhere(here: list[Any]) -> Any:
    return {uuid.UUID: uuid.uuid4(), int: 0, str: "nowhere"}[type(here[0])]


def test_every_statement_that_is_written_is_found() -> None:
    every = (*STATEMENTS.values(), *CHANGING.values(), *REMOVING.values())
    found = [statement.__module__ for statement, _ in every]

    assert {module: found.count(module) for module in WRITTEN_IN} == WRITTEN_IN


@pytest.mark.parametrize("name", STATEMENTS)
def test_it_gives_what_its_queryset_gives(name: str, values: Values) -> None:
    statement, compose = STATEMENTS[name]
    lengths = set()

    for given in every_choice(compose, values):
        with CaptureQueriesContext(connection) as asked:
            queryset = compose(*given)
            expected = list(queryset)
            got = statement(*given)
        assert asked[1]["sql"] == asked[0]["sql"]
        with CaptureQueriesContext(connection) as asked_again:
            assert [seen(still(row, queryset)) for row in got] == [
                seen(still(row, queryset)) for row in expected
            ]
        assert len(asked_again) == 0
        lengths.add(len(got))

    takes_values = bool(inspect.signature(compose).parameters)
    assert 0 in lengths or not takes_values, "nothing was asked for that is not there"
    assert max(lengths) > 0, (
        f"no values here make it find anything: {list(inspect.signature(compose).parameters)}"
    )


@pytest.mark.parametrize("name", CHANGING)
def test_it_changes_what_an_update_of_its_queryset_would(name: str, values: Values) -> None:
    statement, compose = CHANGING[name]
    counts = set()

    for given in every_choice(compose, values):
        rows, new = compose(*given)
        with CaptureQueriesContext(connection) as asked:
            expected = undone(rows.update, **new)
            got = undone(statement, *given)
        assert got == expected
        written, again = (one["sql"] for one in asked if one["sql"].startswith("UPDATE"))
        assert written == again
        counts.add(got)

    assert len(counts) > 1, "it must find what is there, and nothing else"


@pytest.mark.parametrize("name", REMOVING)
def test_it_removes_what_a_delete_of_its_queryset_would(name: str, values: Values) -> None:
    statement, compose = REMOVING[name]
    counts = set()

    for given in every_choice(compose, values):
        with CaptureQueriesContext(connection) as asked:
            expected, _by_kind = undone(compose(*given).delete)
            got = undone(statement, *given)
        assert got == expected
        written, again = (one["sql"] for one in asked if one["sql"].startswith("DELETE"))
        assert written == again
        counts.add(got)

    assert counts == {0, 1}


def undone(change: Callable[..., Any], *given: Any, **new: Any) -> Any:
    """What it answers, once it is as if it had not been done."""
    with transaction.atomic():
        answer = change(*given, **new)
        transaction.set_rollback(True)
    return answer


def every_choice(compose: Callable[..., Any], values: Values) -> Iterator[tuple[Any, ...]]:
    """Of a statement that takes `*values`, two of them at a time."""
    taken = inspect.signature(compose).parameters.values()
    each = [
        itertools.permutations(values[one.name], 2 if one.kind is one.VAR_POSITIONAL else 1) for one in taken
    ]
    return (tuple(itertools.chain.from_iterable(chosen)) for chosen in itertools.product(*each))


def still(row: Any, queryset: QuerySet[Any, Any]) -> Any:
    """The row without the database's clock, where that is read with it: it has moved on between the two."""
    names = getattr(queryset, "_fields", None) or ()
    return tuple(value for name, value in zip(names, row, strict=True) if name != "now") if names[1:] else row


def seen(row: Any, within: tuple[Model, ...] = ()) -> Any:
    """A row as a value: its kind, where it comes from, its columns, what is read with it, what it was joined with."""
    if not isinstance(row, Model):
        return type(row), row
    if row in within:  # a tenant's policy knows its tenant
        return type(row), row.pk
    own = {
        name: value for name, value in vars(row).items() if name != "_state" and not isinstance(value, Model)
    }
    others = {
        **row._state.fields_cache,
        **{name: of for name, of in vars(row).items() if isinstance(of, Model)},
    }
    joined = {name: seen(other, (*within, row)) for name, other in others.items()}
    return type(row), row._state.db, row._state.adding, row.get_deferred_fields(), own, joined
