"""The command that puts a maker's list of code generators into an organisation (F08)."""

from __future__ import annotations

import base64
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.code_generators import listing
from devices.code_generators.models import CodeGenerator, UnclaimedGenerator
from tests.support.people import allow

KEY = base64.b32encode(bytes(range(1, 21))).decode()
HEAD = "upn,serial number,secret key,time interval,manufacturer,model"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def put(file: Path, *rows: str, head: str = HEAD, organisation: str = "nordljus.example") -> tuple[str, str]:
    """What the command says of these rows, and what it complains of."""
    file.write_text("\ufeff" + "\n".join([head, *rows]))
    said, complained = StringIO(), StringIO()
    call_command("code_generators", organisation, str(file), stdout=said, stderr=complained)
    return said.getvalue().strip(), complained.getvalue()


def test_rows_are_handed_out_or_kept_for_who_has_it_in_the_hand(
    ann: User, nordljus: Tenant, file: Path
) -> None:  # F08
    allow(nordljus, "code_generator")

    said, complained = put(
        file, f"Ann@nordljus.example,GA-1,{KEY},60,Maker,Model", f",GA-2,{KEY},30,Maker,Model"
    )

    assert (said, complained) == ("2 taken, 0 not", "")
    theirs = CodeGenerator.objects.get()
    assert (theirs.user, theirs.name, theirs.step_seconds, theirs.confirmed) == (ann, "GA-1", 60, False)
    nobodys = UnclaimedGenerator.objects.get()
    assert (nobodys.tenant, nobodys.name, nobodys.step_seconds) == (nordljus, "GA-2", 30)


def test_what_cannot_be_taken_is_named_by_its_line_and_the_others_are_taken(
    ann: User, nordljus: Tenant, file: Path
) -> None:  # F08, I10
    allow(nordljus, "code_generator")

    said, complained = put(
        file,
        f",,{KEY},30",
        ",GA-1,not a key,30",
        f",GA-2,{KEY},45",
        f"nobody@nordljus.example,GA-3,{KEY},30",
        f",GA-4,{KEY},30",
        f",ga-4,{KEY},30",
    )

    assert said == "1 taken, 5 not"
    lines = complained.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["line 2", "line 3", "line 4", "line 5", "line 7"]
    assert "not a key" not in complained
    assert KEY not in complained


def test_a_file_without_its_columns_or_organisation_is_refused_whole(
    nordljus: Tenant, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # F08
    with pytest.raises(CommandError, match="serial number"):
        put(file, head="upn,secret key,time interval")
    with pytest.raises(CommandError, match="no organisation"):
        put(file, organisation="elsewhere.example")
    monkeypatch.setattr(listing, "MOST_ROWS", 1)
    with pytest.raises(CommandError, match="more than 1 rows"):
        put(file, f",GA-1,{KEY},30", f",GA-2,{KEY},30")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("code_generators", "nordljus.example", str(file.parent / "none.csv"))


def test_what_is_nobodys_is_listed_and_taken_out(ann: User, nordljus: Tenant, file: Path) -> None:  # F08
    put(file, f",GA-2,{KEY},30", f",GA-1,{KEY},30")
    said = StringIO()

    call_command("code_generators", "nordljus.example", "--remove", "ga-2", stdout=StringIO())
    call_command("code_generators", "nordljus.example", stdout=said)

    assert said.getvalue().split() == ["GA-1"]
    assert AuditEvent.objects.filter(tag="tenant:code_generator:taken_out", tenant=nordljus).count() == 1
    with pytest.raises(CommandError, match="not among"):
        call_command("code_generators", "nordljus.example", "--remove", "GA-2")
