"""H05: back-ups of both databases while people write, restored by command into empty ones, and verified."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import environ
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections
from pytest_django import DjangoDbBlocker, Settings

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.phones.models import Phone
from devices.simulator.calls import CallRefused
from idp.backups import engines, notes, restoring
from idp.backups.manifest import BackupRefused
from idp.invariants.whole import problems
from idp.settings.storage import databases
from idp.upgrading.schema import TAG
from tests.architecture.files import ROOT
from tests.support.asking import ask, finish, new_binding
from tests.support.kept_log import seal_all
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.services import Service, postgres
from tests.support.sessions import PASSWORD_PROOF, signed_in, waiting_browser
from tests.support.waiting import until

pytestmark = pytest.mark.slow
ENGINES = ("sqlite", "postgresql")
PAGE = "/security-info/"


class Place:
    """Databases of one engine, one after the other the program's."""

    def __init__(self, folder: Path, server: Service | None) -> None:
        self.folder, self.server = folder, server
        self.made = 0

    def use_empty(self) -> None:
        """Make another empty database the program's, as DATABASE_URL would."""
        self._use_another(template="template0")

    def use_filled(self) -> None:
        """Make another one the program's that has our tables."""
        self._use_another(template="ours")

    def make_template(self) -> None:
        """Make our tables, once, to be copied."""
        self._make("ours", template="template0")
        self._use("ours")
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()

    def names(self) -> set[str]:
        """The databases that are there, and folders beside them."""
        if self.server is None:
            return {path.name for path in self.folder.iterdir() if path.suffix == ".sqlite3" or path.is_dir()}
        with psycopg.connect(self.server.url) as server:
            return {name for (name,) in server.execute("SELECT datname FROM pg_database")}

    def _use_another(self, *, template: str) -> None:
        self.made += 1
        name = f"place{self.made}"
        self._make(name, template=template)
        self._use(name)

    def _make(self, name: str, *, template: str) -> None:
        if self.server is not None:
            with psycopg.connect(self.server.url, autocommit=True) as server:
                server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        elif template == "ours":
            shutil.copy(self.folder / "ours.sqlite3", self.folder / f"{name}.sqlite3")

    def _use(self, name: str) -> None:
        of_server = self.server.url.rpartition("/")[0] if self.server is not None else ""
        url = f"{of_server}/{name}" if of_server else f"sqlite:///{self.folder}/{name}.sqlite3"
        self.url = url
        own = databases(_Said(url), sqlite_path=self.folder / "unused")
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = connections.configure_settings(own)["default"]


class _Said(environ.Env):
    """An environment that says where the database is, and nothing else."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.ENVIRON = {"DATABASE_URL": url}


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Place]:
    """A server of this engine, and our tables to be copied."""
    with server_of(request.param) as server:
        found = Place(tmp_path_factory.mktemp(request.param), server)
        with django_db_blocker.unblock(), as_it_was():
            found.make_template()
        yield found


@pytest.fixture
def place(engine: Place, transactional_db: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """A database of the engine, with our tables."""
    with django_db_blocker.unblock(), as_it_was():
        engine.use_filled()
        yield engine


@contextmanager
def as_it_was() -> Iterator[None]:
    """The tests' own database is the program's again afterwards."""
    theirs, said = connections["default"], connections.settings["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"], connections.settings["default"] = theirs, said


@contextmanager
def server_of(engine: str) -> Iterator[Service | None]:
    if engine == "sqlite":
        yield None
        return
    with postgres() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def tenant(place: Place) -> Tenant:
    return make_tenant()


@pytest.fixture
def person(tenant: Tenant) -> User:
    return make_person(tenant)


@pytest.fixture
def phone_in_hand(person: User) -> SigningPhone:
    return phone_of(person)


def run(command: str, *words: object) -> str:
    said = StringIO()
    call_command(command, *map(str, words), stdout=said, stderr=said)
    return said.getvalue()


def back_up(folder: Path) -> Path:
    return Path(run("backup", folder).strip())


def sign_in_by_phone(user: User, phone: SigningPhone) -> None:
    binding = new_binding()
    request = ask(user, binding=binding)
    phone.says_yes(request)
    request.refresh_from_db()
    finish(request, binding=binding, user=user)


def test_h05_people_who_waited_sign_in_again_after_a_restore(
    place: Place, folder: Path, person: User, phone_in_hand: SigningPhone
) -> None:
    sign_in_by_phone(person, phone_in_hand)
    session = signed_in(person, PASSWORD_PROOF)
    _browser, waiting = waiting_browser(person)
    seal_all()
    made = back_up(folder)
    place.use_empty()

    said = run("restore", made)

    assert "All of it holds." in said
    assert "1 requests" in said
    assert session.get(PAGE).status_code == 302
    assert ApprovalRequest.objects.get(pk=waiting.pk).state == State.REVOKED
    again = User.objects.get(pk=person.pk)
    sign_in_by_phone(again, phone_in_hand)
    assert list(problems()) == []
    assert AuditEvent.objects.filter(tag="tenant:log:restored").count() == 1


def test_h05_a_restore_that_was_broken_off_is_not_served_and_a_whole_one_is(
    place: Place, folder: Path, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(folder)
    place.use_empty()

    def is_killed(**_said: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken_off:
        broken_off.setattr(restoring, "settle", is_killed)
        with pytest.raises(KeyboardInterrupt):
            run("restore", made)
    with pytest.raises(SystemCheckError, match="empty the database and begin again"):
        call_command("check", tags=[TAG], databases=["default"])
    with pytest.raises(CommandError, match="not empty"):
        run("restore", made)
    place.use_empty()
    run("restore", made)

    call_command("check", tags=[TAG], databases=["default"])
    assert User.objects.get().pk == person.pk


def test_h05_one_that_cannot_be_loaded_leaves_the_database_empty(place: Place, folder: Path) -> None:
    broken = folder / "broken"
    broken.write_bytes(b"nothing that was ever a dump" * 100)
    place.use_empty()

    with pytest.raises(BackupRefused):
        engines.load(broken)

    assert engines.is_empty()


def test_h05_a_back_up_is_one_state_whoever_writes_meanwhile(
    place: Place,
    folder: Path,
    person: User,
    phone_in_hand: SigningPhone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop = threading.Event()
    done: list[None] = []

    def go_on() -> None:
        try:
            while not stop.is_set():
                sign_in_by_phone(person, phone_in_hand)
                done.append(None)
        finally:
            connection.close()

    writing = threading.Thread(target=go_on)
    writing.start()
    until(lambda: len(done) > 1)
    dump = engines.dump

    def dump_until_somebody_wrote(to: Path) -> None:
        before = len(done)
        while len(done) == before:
            before = len(done)
            dump(to)

    monkeypatch.setattr(engines, "dump", dump_until_somebody_wrote)
    made = back_up(folder)
    stop.set()
    writing.join()

    assert "can be restored" in run("verify_backup", made)
    assert run("verify_database").strip() == "All of it holds."
    assert notes.last_verified() is not None
    assert notes.last_made() is not None


def test_h05_verifying_leaves_nothing_behind_and_the_database_as_it_was(
    place: Place, folder: Path, person: User
) -> None:
    made, before, people = back_up(folder), place.names(), User.objects.count()

    run("verify_backup", made)

    assert place.names() == before
    assert User.objects.count() == people


def test_h05_what_is_broken_in_a_back_up_is_said(
    place: Place, folder: Path, person: User, phone_in_hand: SigningPhone
) -> None:
    sign_in_by_phone(person, phone_in_hand)
    ApprovalRequest.objects.update(decided_by=None)
    made = back_up(folder)

    with pytest.raises(SystemExit):
        run("verify_backup", made)

    assert notes.last_verified() is None


def test_h05_a_cut_file_and_one_that_was_changed_are_refused(place: Place, folder: Path) -> None:
    made = back_up(folder)
    whole = made.read_bytes()
    place.use_empty()

    made.write_bytes(whole[:-100])
    with pytest.raises(CommandError, match="cut off"):
        run("restore", made)
    made.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    with pytest.raises(CommandError, match="not what was written"):
        run("restore", made)
    made.with_suffix(".json").unlink()
    with pytest.raises(CommandError, match="no manifest"):
        run("restore", made)
    assert connection.introspection.table_names() == []


def test_h05_a_wrong_key_is_told_and_a_former_one_will_do(
    place: Place, folder: Path, settings: Settings
) -> None:
    made, key = back_up(folder), settings.SECRET_KEY
    assert key not in made.with_suffix(".json").read_text()
    place.use_empty()

    settings.SECRET_KEY = "another"
    with pytest.raises(CommandError, match="another SECRET_KEY"):
        run("restore", made)
    settings.SECRET_KEY_FALLBACKS = [key]

    assert "All of it holds." in run("restore", made)


def test_h05_nothing_is_restored_over_what_is_there(place: Place, folder: Path, person: User) -> None:
    made = back_up(folder)

    with pytest.raises(CommandError, match="not empty"):
        run("restore", made)

    assert User.objects.get(pk=person.pk) == person


def test_h05_back_ups_are_their_owners_alone_and_older_ones_go(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "somebody-elses.dump").write_text("stays")
    now, made = clock.now(), []
    for seconds in range(4):
        with monkeypatch.context() as later:
            later.setattr(clock, "now", lambda at=now + timedelta(seconds=seconds): at)
            made.append(Path(run("backup", folder, "--keep", "2").strip()))

    left = {path.name for path in folder.iterdir()}
    kept = {path.with_suffix(ending).name for path in made[-2:] for ending in (path.suffix, ".json")}
    assert left == {*kept, "somebody-elses.dump"}
    assert all(stat.S_IMODE((folder / name).stat().st_mode) == 0o600 for name in kept)


def test_h05_one_that_is_told_to_end_leaves_nothing_either(place: Place, folder: Path) -> None:
    slow = (
        "import sys, time, django\n"
        "django.setup()\n"
        "from django.core.management import call_command\n"
        "from idp.backups import engines\n"
        "engines.dump = lambda to: (to.write_bytes(b'half of it'), time.sleep(60))\n"
        "call_command('backup', sys.argv[1])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", slow, str(folder)], cwd=ROOT, env=os.environ | {"DATABASE_URL": place.url}
    )
    until(lambda: any(path.stat().st_size for path in folder.glob("*.part")))

    process.send_signal(signal.SIGTERM)

    assert process.wait(20) == 128 + signal.SIGTERM
    assert list(folder.iterdir()) == []


def test_h05_a_back_up_that_fails_leaves_nothing_that_looks_like_one(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_to: Path) -> None:
        raise BackupRefused("the disk is full")

    monkeypatch.setattr(engines, "dump", fail)

    with pytest.raises(CommandError, match="disk is full"):
        run("backup", folder)

    assert list(folder.iterdir()) == []


def test_h05_where_there_is_no_room_none_is_begun(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "size", lambda: 1 << 62)

    with pytest.raises(CommandError, match="bytes free"):
        run("backup", folder)


def test_h05_t17_a_phone_that_has_gone_on_is_known_by_its_key_and_a_copy_of_before_sounds_the_alarm(
    place: Place, folder: Path, person: User, phone_in_hand: SigningPhone
) -> None:  # T17
    stay, gone_on = phone_in_hand, phone_in_hand.token
    phone_in_hand.refresh()
    made = back_up(folder)
    stay.rotate_token()
    stay.refresh()
    assert stay.token != gone_on
    place.use_empty()
    run("restore", made)

    stay.refresh()

    assert Phone.objects.get().state == Phone.State.ACTIVE
    stay.calls.token = gone_on
    with pytest.raises(CallRefused) as refused:
        stay.refresh()
    assert refused.value.code == "phone_suspended"
    assert Phone.objects.get().state == Phone.State.SUSPENDED


def test_h05_t17_of_two_copies_that_both_went_on_neither_stays_unseen(
    place: Place, folder: Path, person: User, phone_in_hand: SigningPhone
) -> None:  # T17
    made, tokens = back_up(folder), []
    for _ in range(2):
        phone_in_hand.rotate_token()
        phone_in_hand.refresh()
        tokens.append(phone_in_hand.token)
    place.use_empty()
    run("restore", made)

    phone_in_hand.calls.token = tokens[0]
    phone_in_hand.refresh()
    phone_in_hand.calls.token = tokens[1]
    with pytest.raises(CallRefused):
        phone_in_hand.refresh()

    assert Phone.objects.get().state == Phone.State.SUSPENDED


def test_h05_t17_without_its_key_a_token_that_nobody_knows_is_worth_nothing_after_a_restore(
    place: Place, folder: Path, person: User, phone_in_hand: SigningPhone
) -> None:  # T17
    made, known = back_up(folder), phone_in_hand.token
    place.use_empty()
    run("restore", made)
    stranger = SigningPhone()
    stranger.calls.token = "n" * 43

    with pytest.raises(CallRefused) as refused:
        stranger.refresh()

    assert refused.value.code == "token_unknown"
    phone_in_hand.calls.token = known
    phone_in_hand.refresh()
    assert Phone.objects.get().state == Phone.State.ACTIVE


def test_h05_t17_where_nothing_was_restored_a_key_alone_is_not_enough(
    place: Place, person: User, phone_in_hand: SigningPhone
) -> None:  # T17
    phone_in_hand.calls.token = "n" * 43

    with pytest.raises(CallRefused) as refused:
        phone_in_hand.refresh()

    assert refused.value.code == "token_unknown"
