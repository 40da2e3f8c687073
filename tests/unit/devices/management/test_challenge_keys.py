"""``manage.py challenge_keys``: a new key signs, and what was signed by the one before is still answered (H03)."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.state import State
from devices.challenge_keys.services import published_keys, signing_key
from tests.support.asking import ask
from tests.support.people import make_tenant
from tests.support.phones import SigningPhone


def say(*words: str) -> list[str]:
    said = StringIO()
    call_command("challenge_keys", *words, stdout=said)
    return said.getvalue().splitlines()


def test_h03_whoever_is_asked_while_the_key_changes_answers_and_so_does_whoever_is_asked_then(
    nordljus: Tenant, ann: User, phone: SigningPhone
) -> None:  # H03
    before = signing_key(nordljus).thumbprint
    asked = ask(ann)
    seen = phone.see(asked)

    lines = say("rotate", "--tenant", "nordljus")

    now = signing_key(nordljus).thumbprint
    assert [line.split()[1] for line in lines] == [now, before]
    assert [line.rpartition(": ")[2] for line in lines] == ["signs", "published"]
    assert [key["kid"] for key in published_keys(nordljus)["keys"]] == [now, before]
    assert phone.send(asked, phone.approval(seen, number=asked.number)) is State.APPROVED
    assert phone.says_yes(ask(ann)) is State.APPROVED


def test_all_that_have_a_key_get_another(nordljus: Tenant) -> None:
    other, without = make_tenant("solvik"), make_tenant("fjell")
    keys = {tenant.pk: signing_key(tenant).thumbprint for tenant in (nordljus, other)}

    say("rotate", "--all")

    assert all(signing_key(tenant).thumbprint != keys[tenant.pk] for tenant in (nordljus, other))
    assert not without.challenge_keys.exists()


def test_a_third_one_is_published_no_more(nordljus: Tenant) -> None:
    signing_key(nordljus)
    say("rotate", "--tenant", "nordljus")

    lines = say("rotate", "--tenant", "nordljus")

    assert [line.rpartition(": ")[2] for line in lines] == ["signs", "published", "not used any more"]
    assert say("list", "--tenant", "nordljus") == lines


def test_an_organisation_that_is_not_there_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="no organisation"):
        say("rotate", "--tenant", "nowhere")
