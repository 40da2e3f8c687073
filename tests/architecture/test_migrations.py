"""The models and their migrations say the same."""

import re

import pytest
from django.core.management import call_command

from tests.architecture.files import project_files


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_says_its_intent() -> None:
    names = [path.stem for path in project_files() if path.parent.name == "migrations"]

    assert [name for name in names if re.search(r"_auto(_\d|$)", name)] == []
