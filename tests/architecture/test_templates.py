"""Templates and scripts that work under our Content-Security-Policy, and read well."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.mail.letters import declared_letters
from accounts.methods import registry
from idp.portal.frame import PLACES
from tests.architecture.files import ROOT, source_files, text_of

NOT_IN_TEMPLATES = {
    "a script inside the page": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style inside the page": re.compile(r"<style\b|\sstyle=", re.IGNORECASE),
    "a handler inside the page": re.compile(r"<[^>{]*\son[a-z]+=", re.IGNORECASE),
    "a script as an address": re.compile(r"javascript:", re.IGNORECASE),
}
# Mail programs fetch no sheet, and know no policy of ours: what all letters extend carries their style.
BASE_OF_LETTERS = "templates/accounts/mail/base.html"
REMOTE = re.compile(r"<(img|link|script|iframe|video|audio|object|embed)\b|@import|url\(", re.IGNORECASE)
NOT_IN_SCRIPTS = re.compile(
    r"\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\(|\.srcdoc\b"
)


def test_templates_pass_djlint() -> None:
    linter = Path(sys.executable).with_name("djlint")

    ended = subprocess.run(
        [linter, "--lint", "--quiet", "templates"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("what", NOT_IN_TEMPLATES)
def test_no_template_has_what_the_policy_refuses(what: str) -> None:
    pattern = NOT_IN_TEMPLATES[what]

    pages = [path for path in source_files(".html") if str(path) != BASE_OF_LETTERS]
    assert [str(path) for path in pages if pattern.search(text_of(path))] == []


def test_a_letter_has_both_its_templates_and_fetches_nothing() -> None:
    paths = {name for letter in declared_letters() for name in letter.templates}
    letters = {
        path: ROOT / "templates" / path for path in {*paths, BASE_OF_LETTERS.removeprefix("templates/")}
    }

    assert [path for path, found in letters.items() if not found.exists()] == []
    assert [path for path, found in letters.items() if REMOTE.search(found.read_text())] == []


def test_no_script_writes_markup() -> None:
    assert [str(path) for path in source_files(".js") if NOT_IN_SCRIPTS.search(text_of(path))] == []


def test_every_icon_that_is_asked_for_is_there() -> None:
    named = re.compile(r'components/icon\.html" with name="(\w+)"')
    there = {path.stem for path in source_files(".html") if path.parent.name == "icons"}
    asked = {name for path in source_files(".html") for name in named.findall(text_of(path))}
    asked |= {Path(method.icon).stem for method in registry.in_order()} | {
        icon for _name, _label, icon, _act in PLACES
    }

    assert asked == there
