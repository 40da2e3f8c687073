"""``manage.py attestation_roots``: whoever runs the server says which makers may vouch for passkeys (E21)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from devices.passkeys.models import Passkey
from devices.passkeys.roots import services
from devices.passkeys.roots.models import AttestationRoot
from tests.support.attesting import Issuer, make_root, pem_of
from tests.support.makers import add_root_of, make_maker
from tests.support.passkeys import YUBIKEY, passkey_of
from tests.support.people import make_person, make_tenant, set_up


def run(*words: str) -> str:
    out = StringIO()
    call_command("attestation_roots", *words, stdout=out)
    return out.getvalue()


def some_root(**moved: int) -> Issuer:
    return make_root(now=datetime.now(tz=UTC) + timedelta(**moved))


def file_of(tmp_path: Path, *issuers: Issuer) -> str:
    path = tmp_path / "roots.pem"
    path.write_bytes(pem_of(*issuers))
    return str(path)


@pytest.fixture
def tenant(db: None) -> Tenant:
    return make_tenant(methods=("password", "passkey"))


def test_roots_of_a_file_are_added_listed_and_written_down(db: None, tmp_path: Path) -> None:  # E21
    said = run("add", file_of(tmp_path, some_root(), some_root()))

    assert said.endswith("2 added\n")
    assert len(run("list").splitlines()) == 2
    assert "packed" in run("list")
    assert AuditEvent.objects.filter(tag="tenant:attestation_root:added").count() == 2


def test_added_twice_it_is_there_once(db: None, tmp_path: Path) -> None:  # E21
    file = file_of(tmp_path, some_root())
    run("add", file)

    assert run("add", file) == "0 added\n"
    assert run("add", file, "--format", "apple").endswith("1 added\n"), "of another kind it is another"


def test_models_are_said_by_name_or_id(db: None, tmp_path: Path) -> None:  # E21
    run("add", file_of(tmp_path, some_root()), "--format", "tpm", "--model", "YubiKey 5 Series with NFC")

    assert YUBIKEY in AttestationRoot.objects.get().aaguids


@pytest.mark.parametrize(
    ("root", "why"),
    [
        (lambda: some_root(days=5), "it is not good now"),
        (lambda: some_root(days=-5), "it is not good now"),
        (lambda: some_root().below("Issuer"), "it is signed by another"),
    ],
)
def test_what_is_no_root_now_is_refused(db: None, tmp_path: Path, root: object, why: str) -> None:  # E21
    made = root()  # type: ignore[operator]  # one of the above

    with pytest.raises(CommandError, match=why):
        run("add", file_of(tmp_path, some_root(), made))

    assert not AttestationRoot.objects.exists(), "all of the file or nothing"


def test_what_is_no_file_of_certificates_is_refused(db: None, tmp_path: Path) -> None:  # E21
    path = tmp_path / "roots.pem"
    path.write_text("nothing of the kind")

    with pytest.raises(CommandError, match="no certificates in PEM"):
        run("add", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        run("add", str(tmp_path / "missing.pem"))
    with pytest.raises(CommandError, match="No such model is known: Abacus"):
        run("add", file_of(tmp_path, some_root()), "--model", "Abacus")


def test_how_many_there_are_and_how_large_they_come_is_bounded(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # E21
    monkeypatch.setattr(services, "MOST_ROOTS", 1)
    with pytest.raises(CommandError, match="A hundred roots"):
        run("add", file_of(tmp_path, some_root(), some_root()))
    monkeypatch.setattr(services, "LARGEST_ROOT", 10)
    with pytest.raises(CommandError, match="larger than 8 KiB"):
        run("add", file_of(tmp_path, some_root()))
    (tmp_path / "large.pem").write_bytes(b"x" * (services.LARGEST_ROOTS_FILE + 1))
    with pytest.raises(CommandError, match="larger than 256 KiB"):
        run("add", str(tmp_path / "large.pem"))

    assert not AttestationRoot.objects.exists()


def test_removed_it_vouches_for_nothing_any_more(tenant: Tenant) -> None:  # E21
    root = add_root_of(make_maker())
    _key, row = passkey_of(make_person(tenant))
    Passkey.objects.filter(pk=row.pk).update(attested_by=root)

    said = run("remove", str(root.pk))

    assert said == "removed; nobody vouches any more for 1 passkeys\n"
    assert Passkey.objects.get().attested_by is None
    assert AuditEvent.objects.filter(tag="tenant:attestation_root:removed").exists()
    with pytest.raises(CommandError, match="there is no root"):
        run("remove", str(root.pk))


@pytest.mark.parametrize("settings", [{"attested": True}, {"profiles": [{"name": "Keys", "attested": True}]}])
def test_the_last_one_stays_while_an_organisation_takes_only_what_is_vouched_for(
    tenant: Tenant, settings: dict[str, object]
) -> None:  # E21, E10
    root = add_root_of(make_maker())
    set_up(tenant, "passkey", **settings)

    with pytest.raises(CommandError, match="It is the last one"):
        run("remove", str(root.pk))

    assert AttestationRoot.objects.exists()
