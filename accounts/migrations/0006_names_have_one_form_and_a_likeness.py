"""Domains become A-labels, usernames their present one form, names plain text; each user gets a likeness.

Nobody is refused and nobody becomes somebody else: a name whose form somebody has already stays as it is, and is told.
"""

import logging
from typing import Any

from django.db import migrations, models

from accounts.refusals import Refusal
from accounts.secrets import digest_of
from accounts.tenants.domains import kept_domain
from accounts.tenants.look_alikes import likeness
from accounts.tenants.names import shown
from accounts.tenants.resolve import canonical_username

AT_ONCE = 500

log = logging.getLogger(__name__)


def fill(apps: Any, _schema_editor: Any) -> None:
    put_in_form(apps.get_model("accounts", "Domain"), "name", kept_domain)
    user = apps.get_model("accounts", "User")
    put_in_form(user, "username", form_of_username)
    people = list(user.objects.only("username"))
    for person in people:
        person.likeness_digest = digest_of(likeness(person.username))
    user.objects.bulk_update(people, ["likeness_digest"], batch_size=AT_ONCE)
    for model, field in (("User", "display_name"), ("Tenant", "name")):
        make_plain(apps.get_model("accounts", model), field)
    make_plain(apps.get_model("accounts", "Group"), "name", once_in="tenant_id")


def form_of_username(name: str) -> str:
    try:
        return canonical_username(name)
    except Refusal:
        return name


def put_in_form(model: Any, field: str, form: Any) -> None:
    """Write each value in its form, unless another row has that one."""
    for row in model.objects.order_by("pk").only(field):
        was = getattr(row, field)
        wanted = form(was)
        if wanted == was:
            continue
        if model.objects.filter(**{field: wanted}).exists():
            log.warning("%r stays as it is: there is %r already. Whose it is has to be decided.", was, wanted)
            continue
        model.objects.filter(pk=row.pk).update(**{field: wanted})


def make_plain(model: Any, field: str, *, once_in: str = "") -> None:
    """Strip what hides or turns text from each value, where something stays and no other row is called so."""
    longest = model._meta.get_field(field).max_length
    for row in model.objects.order_by("pk"):
        was = getattr(row, field)
        wanted = shown(was, longest=longest)
        rows = model.objects.filter(**{field: wanted, once_in: getattr(row, once_in)}) if once_in else None
        if wanted not in ("", was) and not (rows is not None and rows.exists()):
            model.objects.filter(pk=row.pk).update(**{field: wanted})


class Migration(migrations.Migration):
    dependencies = (("accounts", "0005_browsers_remember_what_was_passed"),)
    operations = (
        migrations.AddField(
            model_name="user",
            name="likeness_digest",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["tenant", "likeness_digest"], name="user_by_likeness"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
