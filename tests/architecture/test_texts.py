"""Every text a person reads exists in each of our languages, keeps its placeholders, and uses our words (H07)."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.architecture.files import ROOT, SOURCE

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Words a person does not meet here (design guide): say phone, browser, sign in, request, number, unlock.
NOT_OUR_WORDS = re.compile(r"\b(error|invalid|tokens?|2fa|devices?|logins?|log in)\b", re.IGNORECASE)
# One act has one word, in each language, and that word means no other act (docs/glossary.md).
ACTS = {
    "approve": (r"\bapprov", r"\bgodkän"),
    "deny": (r"\bden(y|ied|ies|ying)\b", r"\bnek"),
    "remove": (r"\bremov", r"\b(ta|tar|tas|tog|togs|tagits?)( \w+)? bort\b|\bborttag"),
    "enable": (r"\benabl", r"\baktiver"),
    "unregister": (r"\bunregister", r"\bavregistrer"),
    "erase": (r"\berase", r"\brader(a|as|ar|ad|at|ats|ade|ades)\b"),
    "cancel": (r"\bcancel", r"\bavbr[yuö]"),
    "start again": (r"\bstart(ing)? again\b", r"\bbörja om\b"),
}
OTHER_WORDS_FOR_THEM = re.compile(
    r"\b(delet\w*|suspend\w*|begin again|called off|revok\w*|turned? on phone sign-in in)\b", re.IGNORECASE
)
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
DOMAINS = {"django": ["--extension", "html,txt,py"], "djangojs": []}


@pytest.fixture(scope="module", params=TRANSLATED)
def gathered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[polib.POEntry]:
    """The catalogues of one language, brought up to date with every text of the source in a copy."""
    copy = tmp_path_factory.mktemp("texts")
    for folder in (*SOURCE, "locale"):
        if (ROOT / folder).exists():
            shutil.copytree(ROOT / folder, copy / folder)
    (copy / "locale").mkdir(exist_ok=True)
    return [entry for domain in DOMAINS for entry in _gather(domain, language=request.param, copy=copy)]


@pytest.fixture(scope="module")
def entries(gathered: list[polib.POEntry]) -> list[polib.POEntry]:
    """What the source asks for."""
    return [entry for entry in gathered if not entry.obsolete]


def test_no_translation_is_kept_that_no_text_asks_for(gathered: list[polib.POEntry]) -> None:
    # Nor is a text marked by another name than gettext's: those are not found.
    assert [entry.msgid for entry in gathered if entry.obsolete] == []


def test_every_text_is_translated(entries: list[polib.POEntry]) -> None:
    lacking = [entry.msgid for entry in entries if not entry.translated()]

    assert lacking == []


def test_the_translation_keeps_every_placeholder(entries: list[polib.POEntry]) -> None:
    differing = [
        entry.msgid
        for entry in entries
        if entry.translated()
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if text and _placeholders(text) not in (_placeholders(entry.msgid), _placeholders(entry.msgid_plural))
    ]

    assert differing == []


def test_texts_use_our_words(entries: list[polib.POEntry]) -> None:
    assert [entry.msgid for entry in entries if NOT_OUR_WORDS.search(entry.msgid)] == []


def test_one_act_has_one_word(entries: list[polib.POEntry]) -> None:  # D09
    assert [entry.msgid for entry in entries if OTHER_WORDS_FOR_THEM.search(entry.msgid)] == []


@pytest.mark.parametrize("act", ACTS)
def test_an_acts_word_is_translated_by_its_own_word(entries: list[polib.POEntry], act: str) -> None:  # D09
    english, swedish = (re.compile(word, re.IGNORECASE) for word in ACTS[act])
    differing = [
        entry.msgid
        for entry in entries
        if entry.translated()
        for said in [" ".join([entry.msgstr, *entry.msgstr_plural.values()])]
        if bool(english.search(f"{entry.msgid} {entry.msgid_plural}")) != bool(swedish.search(said))
    ]

    assert differing == []


def _gather(domain: str, *, language: str, copy: Path) -> list[polib.POEntry]:
    gathered = subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--locale",
            language,
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
    catalogue = copy / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
    return list(polib.pofile(str(catalogue))) if catalogue.exists() else []


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
