"""Catalogues compile without gettext's tools."""

import gettext
import os
from pathlib import Path

import pytest

from idp.management.commands.compile_texts import compile_catalogue

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign in"
msgstr "Logga in"

msgid "%(n)s phone"
msgid_plural "%(n)s phones"
msgstr[0] "%(n)s telefon"
msgstr[1] "%(n)s telefoner"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "django.po"
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_what_is_compiled_is_what_gettext_reads(source: Path) -> None:
    assert compile_catalogue(source)

    with source.with_suffix(".mo").open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert texts.gettext("Sign in") == "Logga in"
    assert texts.ngettext("%(n)s phone", "%(n)s phones", 2) == "%(n)s telefoner"


def test_a_catalogue_is_compiled_again_only_when_it_changed(source: Path) -> None:
    compile_catalogue(source)
    compiled = source.with_suffix(".mo").stat().st_mtime

    assert not compile_catalogue(source)

    os.utime(source, (compiled + 10, compiled + 10))
    assert compile_catalogue(source)
