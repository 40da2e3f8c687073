"""Templates and scripts that work under our Content-Security-Policy, and read well."""

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import get_template

from accounts import clock
from accounts.mail.letters import declared_letters
from accounts.methods import registry
from accounts.security_info import menu
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
# What is in the letter itself (cid:) is fetched from nowhere.
REMOTE = re.compile(
    r"<(img(?! src=\"cid:)|link|script|iframe|video|audio|object|embed)\b|@import|url\(", re.IGNORECASE
)
NOT_IN_SCRIPTS = re.compile(
    r"\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\(|\.srcdoc\b"
)


@pytest.fixture(scope="module", autouse=True)
def _letters_declared() -> None:
    for path in source_files(".py"):
        if re.search(r"\bdeclare\(", text_of(path)):
            importlib.import_module(".".join(path.with_suffix("").parts))


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


def test_no_line_of_the_portal_begins_with_a_dot_between_words() -> None:
    """What the dot follows holds on to it, so that a line may end with it, and never begins with it."""
    places = ("templates/idp/portal/", "templates/components/near.html")
    pages = [path for path in source_files(".html") if str(path).startswith(places)]
    lines = {
        path: [line for line in text_of(path).splitlines() if "block title" not in line] for path in pages
    }

    assert len(pages) > 1
    assert any("&nbsp;· " in line for told in lines.values() for line in told)
    assert {str(path): line for path in pages for line in lines[path] if " · " in line} == {}
    assert get_template("components/time.html").render({"at": clock.now()}).endswith("</time>")
    assert get_template("components/near.html").render({"place": "local"}).startswith("&nbsp;· ")


def test_a_letter_has_both_its_templates_and_fetches_nothing() -> None:
    named = {name for letter in declared_letters() for name in letter.templates}
    templates: dict[str, Any] = {name: get_template(name) for name in {*named, "accounts/mail/base.html"}}
    letters = {name: Path(found.origin.name) for name, found in templates.items()}

    assert {"accounts/mail/told.txt", "accounts/mail/told.html", "accounts/mail/alert.html"} <= set(letters)
    assert [name for name, found in letters.items() if REMOTE.search(found.read_text())] == []


def test_no_script_writes_markup() -> None:
    assert [str(path) for path in source_files(".js") if NOT_IN_SCRIPTS.search(text_of(path))] == []


def test_every_icon_that_is_asked_for_is_there() -> None:
    named = re.compile(r'\{% icon "(\w+)"')
    there = {path.stem for path in source_files(".html") if path.parent.name == "icons"}
    asked = {name for path in source_files(".html") for name in named.findall(text_of(path))}
    asked |= {Path(method.icon).stem for method in registry.in_order()} | {
        icon for _name, _label, icon, _act in PLACES
    }
    asked |= {item.icon for item in menu.in_order()}

    assert asked == there


def test_the_form_of_every_step_carries_what_all_of_them_carry() -> None:  # A19 A24
    """What takes a proof by a form of its own, and names the ways beside it, may be a second step."""
    takes_a_proof = re.compile(
        r"<form(?![^>]*action=\"(?!{{ request\.path }}))[^>]*method=\"post\".*components/other_ways\.html",
        re.DOTALL,
    )
    steps = {path: text for path in source_files(".html") if takes_a_proof.search(text := text_of(path))}

    assert len(steps) >= 2
    assert [str(path) for path, text in steps.items() if "components/step.html" not in text] == []


def test_the_form_of_every_step_names_its_page() -> None:
    """A page that came as the answer to another's form takes the address of its own from there."""
    carries, names = "components/step.html", re.compile(r"<form(?=[^>]*action=)[^>]* data-step\b")

    steps = {path: text for path in source_files(".html") if f'"{carries}"' in (text := text_of(path))}
    assert len(steps) >= 2
    assert [str(path) for path, text in steps.items() if not names.search(text)] == []


def test_a_list_of_points_has_the_sheet_that_draws_them() -> None:
    """Without it the lines stand under each other, and nobody sees where one ends."""
    sheet, page_with_it = "accounts/section.css", '{% extends "accounts/security_info/page.html" %}'

    pages = {path: text_of(path) for path in source_files(".html")}
    pointed = {path: text for path, text in pages.items() if 'class="points' in text}
    assert pointed
    assert [
        str(path) for path, text in pointed.items() if sheet not in text and page_with_it not in text
    ] == []
