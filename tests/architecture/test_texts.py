"""Every text a person reads exists in Swedish, keeps its placeholders, and uses our words (H07)."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.architecture.files import ROOT, SOURCE

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Words a person does not meet here (design guide): say phone, browser, sign in, request, number, unlock.
NOT_OUR_WORDS = re.compile(r"\b(error|invalid|tokens?|2fa|devices?|logins?|log in)\b", re.IGNORECASE)
DOMAINS = {"django": ["--extension", "html,txt,py"], "djangojs": []}


@pytest.fixture(scope="module")
def swedish(tmp_path_factory: pytest.TempPathFactory) -> list[polib.POEntry]:
    """The Swedish catalogues, brought up to date with every text of the source in a copy."""
    copy = tmp_path_factory.mktemp("texts")
    for folder in (*SOURCE, "locale"):
        if (ROOT / folder).exists():
            shutil.copytree(ROOT / folder, copy / folder)
    (copy / "locale").mkdir(exist_ok=True)
    return [entry for domain in DOMAINS for entry in _gather(domain, copy=copy)]


def test_every_text_has_its_swedish(swedish: list[polib.POEntry]) -> None:
    lacking = [entry.msgid for entry in swedish if not entry.translated()]

    assert lacking == []


def test_the_swedish_keeps_every_placeholder(swedish: list[polib.POEntry]) -> None:
    differing = [
        entry.msgid
        for entry in swedish
        if entry.translated()
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if text and _placeholders(text) not in (_placeholders(entry.msgid), _placeholders(entry.msgid_plural))
    ]

    assert differing == []


def test_texts_use_our_words(swedish: list[polib.POEntry]) -> None:
    assert [entry.msgid for entry in swedish if NOT_OUR_WORDS.search(entry.msgid)] == []


def _gather(domain: str, *, copy: Path) -> list[polib.POEntry]:
    gathered = subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--locale",
            "sv",
            "--domain",
            domain,
            *DOMAINS[domain],
        ],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert gathered.returncode == 0, gathered.stderr
    catalogue = copy / "locale" / "sv" / "LC_MESSAGES" / f"{domain}.po"
    if not catalogue.exists():
        return []
    return [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
