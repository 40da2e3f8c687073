"""The two words: every language has as many, plain and all different, and the page for other phones has the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

SOURCE = Path("devices/static/authenticator/two_words.js")
PAGE = Path("docs/two-words.md")
LISTS = {
    language: words.split()
    for language, words in re.findall(r"(\w\w): listed\(`([^`]+)`\)", SOURCE.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_language_has_a_word_for_each_byte_plain_and_once(language: str) -> None:  # B14
    words = LISTS[language]

    assert len(words) == len(set(words)) == 256
    assert all(re.fullmatch("[a-zåäö]{2,12}", word) for word in words)


def test_the_page_for_other_phones_has_the_same_words() -> None:  # B14
    rows = re.findall(r"^\| (\d+) \| (\S+) \| (\S+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert rows == [(str(n), *words) for n, words in enumerate(zip(LISTS["en"], LISTS["sv"], strict=True))]
