"""The file itself: JSON, which the standard library both reads and writes, in UTF-8 and one order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from idp.configuration import chapters
from idp.configuration.refusals import CannotBringIn, wrong

FORMAT, VERSION = "format", "handslag-configuration-1"
ORGANISATION = "organisation"
LARGEST_FILE = 1024 * 1024


def as_text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def read(text: str) -> dict[str, Any]:
    """The chapters of a file. Raises CannotBringIn for another format, and for a member that nobody has defined."""
    if len(text) > LARGEST_FILE:
        raise wrong("", _("It is larger than 1 MiB."))
    try:
        document = json.loads(text, object_pairs_hook=_members)
    except ValueError as why:
        raise wrong("", _("It is no JSON: %(why)s") % {"why": why}) from why
    if not isinstance(document, dict) or document.get(FORMAT) != VERSION:
        raise wrong(FORMAT, _("It does not say “%(version)s”.") % {"version": VERSION})
    found = {key: value for key, value in document.items() if key not in {FORMAT, ORGANISATION}}
    known = {chapter.key for chapter in chapters.in_order()}
    if unknown := sorted(found.keys() - known):
        raise CannotBringIn((key, _("There is no such chapter.")) for key in unknown)
    return found


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError(_("a name stands twice in one object"))
    return members


def texts(value: Any, *, place: str) -> list[str]:
    """A list of texts, each once. Raises CannotBringIn."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wrong(place, _("It must be a list of texts."))
    return list(dict.fromkeys(value))
