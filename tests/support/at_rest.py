"""Something in every column that is encrypted; the tables as whoever copied the database reads them."""

from __future__ import annotations

from typing import Any

from django.db import connection

from accounts.encryption import decrypt, encrypt
from accounts.jobs.models import Job, JobPart
from accounts.lasting.models import LastingKey
from accounts.methods import registry
from accounts.users.models import User
from devices.challenge_keys import services as challenge_keys
from devices.code_generators.models import CodeGenerator, UnclaimedGenerator
from devices.push.keys import services as push_keys
from idp.oidc.keys import services as token_keys
from idp.oidc.subjects import services as subjects
from idp.rotation.table import ENCRYPTED
from tests.support.everything import fill
from tests.support.hook_server import make_hook
from tests.support.passes import make_admin
from tests.support.people import make_tenant
from tests.support.proving import Everything, have_everything


def somebody_with_everything() -> Everything:
    """A person of whom every table has a row, and every encrypted column a value."""
    person = have_everything(make_tenant(methods=[method.key for method in registry.by_policy()]))
    admin = make_admin(person.user.tenant)
    fill(person, admin=admin)
    fill_encrypted(person.user, admin)
    return person


def fill_encrypted(user: User, admin: User) -> None:
    """Let each encrypted table have a row, by the product where it makes one by itself; and no column be empty."""
    tenant = user.tenant
    challenge_keys.signing_key(tenant)
    token_keys.signer_of(tenant, token_keys.ES256)
    push_keys.make()
    subjects.salt_of(tenant)
    make_hook(tenant, admin)
    generator = CodeGenerator.objects.filter(user=user)[0]
    UnclaimedGenerator.objects.create(tenant=tenant, name="GA-9", secret_encrypted=generator.secret_encrypted)
    LastingKey.objects.create(salt="tests", derived_from="gone before", key_encrypted="")
    part = JobPart(job=Job.objects.create(kind="people", tenant=tenant, asker=admin, language="en"), number=1)
    part.rows, part.findings = [], []
    part.save()
    for what in ENCRYPTED:
        for column in what.columns:
            empty: Any = what.model._default_manager.filter(**{column: ""})
            empty.update(**{column: encrypt(f"{what.model._meta.label}.{column}", purpose=what.purpose)})


def read_encrypted() -> dict[str, list[str]]:
    """What each encrypted column says, in clear. Raises InvalidToken where no key reads it."""
    return {
        f"{what.model._meta.label}.{column}": [
            decrypt(stored, purpose=what.purpose)
            for stored in what.model._default_manager.order_by("pk").values_list(column, flat=True)
        ]
        for what in ENCRYPTED
        for column in what.columns
    }


def raw_tables() -> dict[str, list[dict[str, str]]]:
    """Every row of every table as text, as a copy of the database shows it."""
    tables = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608  names of our tables
            columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            tables[name] = [
                {column: value.hex() if isinstance(value, bytes) else str(value) for column, value in pairs}
                for row in cursor.fetchall()
                for pairs in [zip(columns, row, strict=True)]
            ]
    return tables
