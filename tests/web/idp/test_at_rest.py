"""A copy of the tables holds no secret in clear, and nothing encrypted that no rotation knows (I10, H03)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from accounts.mail.delivering import PURPOSE as LETTERS
from accounts.secrets import digest_of
from accounts.users.models import User
from devices.otp.models import AuthenticatorApp
from idp.rotation.table import ENCRYPTED
from tests.architecture.files import source_files, text_of
from tests.support.at_rest import raw_tables, read_encrypted, somebody_with_everything
from tests.support.hook_server import ADDRESS
from tests.support.pages import browser, write_password, write_username
from tests.support.passes import make_pass
from tests.support.people import PASSWORD
from tests.support.proving import Everything
from tests.support.scripts import make_script

FERNET = re.compile(r"gAAAAA[\w-]{60,}={0,2}")
KNOWN = {(what.model._meta.db_table, column) for what in ENCRYPTED for column in what.columns}
QUEUE = ("django_tasks_database_dbtaskresult", "args_kwargs")
# Where `encrypt` is called for what stands in no column: a cookie; and for letters, which rotation waits for.
NOT_COLUMNS = {"carried enrolment code", LETTERS}

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def secrets_of(person: Everything) -> Iterator[tuple[str, str]]:
    """What is secret of a person and of their organisation, as whoever may see it has it."""
    admin = User.objects.get(username__startswith="disa@")
    authenticator = person.authenticator.secret.replace(" ", "")
    yield "password", PASSWORD
    yield "authenticator app", authenticator
    yield "code generator", person.generator.base32
    yield from ((f"recovery code {n}", code) for n, code in enumerate(person.paper))
    yield from ((f"recovery code {n}", code.replace("-", "")) for n, code in enumerate(person.paper))
    yield "pass", make_pass(person.user, actor=admin)
    yield "api token", make_script(person.user.tenant, admin, name="One more").secret
    yield "device token", person.phone.token
    yield "webhook", ADDRESS.partition("=")[2]
    for name, values in read_encrypted().items():
        for value in values:
            # Of a key its private half; of the others all of it.
            kept = json.loads(value).get("d", value) if value.startswith('{"') else value
            yield name, kept


def test_i10_no_secret_stands_in_the_tables_in_clear() -> None:  # I10
    person = somebody_with_everything()
    secrets = list(secrets_of(person))
    assert {"accounts.Hook.encrypted_secret", "devices.AuthenticatorApp.secret_encrypted"} <= dict(
        secrets
    ).keys()

    tables = raw_tables()

    texts = [
        (table, column, text)
        for table, rows in tables.items()
        for row in rows
        for column, text in row.items()
    ]
    found = {
        (name, table, column)
        for name, secret in secrets
        if len(secret) > 5
        for table, column, text in texts
        if secret in text
    }
    assert found == set()


def test_a_session_is_kept_as_a_digest_of_its_cookie(ann: User) -> None:  # I10
    client = browser()
    write_username(client, ann.username)
    write_password(client)

    cookie = client.cookies["session"].value

    texts = [text for rows in raw_tables().values() for row in rows for text in row.values()]
    assert any(digest_of(cookie)[:40] == text for text in texts)
    assert not any(cookie in text for text in texts)


def test_h03_whatever_is_encrypted_in_a_table_is_known_to_the_rotation() -> None:  # H03
    somebody_with_everything()

    encrypted = {
        (table, column)
        for table, rows in raw_tables().items()
        for row in rows
        for column, text in row.items()
        if FERNET.search(text)
    }

    assert encrypted - {QUEUE} == KNOWN


def test_h03_whatever_is_encrypted_for_a_purpose_is_known_to_the_rotation() -> None:  # H03
    purposes = {what.purpose for what in ENCRYPTED} | NOT_COLUMNS
    named = re.compile(r'^(?:PURPOSE = |    purpose, spent, detail = )"([^"]+)"', re.MULTILINE)
    encrypting = [
        path
        for path in source_files(".py")
        if "accounts.encryption import" in (text := text_of(path)) and re.search(r"[ =(\[]encrypt\(", text)
    ]

    unknown = {
        str(path): purpose
        for path in encrypting
        for purpose in named.findall(text_of(path))
        if purpose not in purposes
    }

    assert len(encrypting) >= 10
    assert unknown == {}


def test_an_unknown_column_would_be_noticed(ann: User) -> None:
    ann.display_name = AuthenticatorApp.new_secret()[:80]
    ann.save()

    [row] = [row for row in raw_tables()["accounts_user"] if row["username"] == ann.username]

    assert FERNET.search(row["display_name"])
