"""Joining files that a page would fetch one by one: JavaScript modules into one module, styles into one style.

Each module becomes a function's scope, in the order in which they need each other, so that nothing of one is seen by
another but what it exports. Comments are left out. What our modules never do (a cycle, ``export *``, ``import.meta``)
is refused, not guessed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable

Read = Callable[[str], str]

IMPORT = re.compile(r'^import\s+(?P<what>[^"\';]+?)\s+from\s+"(?P<address>\.[^"]+)";\n?', re.MULTILINE)
PASSED_ON = re.compile(r'^export\s+\{(?P<what>[^}]+)\}\s+from\s+"(?P<address>\.[^"]+)";\n?', re.MULTILINE)
EXPORT = re.compile(r"^export\s+(?=(?:async\s+function|function|class|const)\b)", re.MULTILINE)
NAME = re.compile(r"^export\s+(?:async\s+function|function|class|const)\s+(\w+)", re.MULTILINE)
LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
# With lines of their own; what stands beside code stays.
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*[\s\S]*?\*/[ \t]*)\n", re.MULTILINE)
NOT_KNOWN = re.compile(r"^(?:import|export)\b.*|\bimport\.meta\b.*|^await\b.*", re.MULTILINE)


class CannotJoin(Exception):
    """A module says something that joining does not know."""


def joined_modules(entry: str, read: Read) -> str:
    """One module that does what ``entry`` and all it imports do; names are those of static files."""
    order = in_order(entry, read)
    places = {name: f"m{place}" for place, name in enumerate(order)}
    scopes = [_scope(name, read(name), places, folder=posixpath.dirname(entry)) for name in order]
    return "\n".join(scopes)


def in_order(entry: str, read: Read) -> list[str]:
    """All modules that ``entry`` needs, itself the last, each after those it needs itself."""
    done: dict[str, None] = {}
    _visit(entry, read, done, on_the_way=())
    return list(done)


def joined_styles(names: Iterable[str], read: Read) -> str:
    """All these styles, one after the other."""
    texts = {name: read(name) for name in names}
    for name, text in texts.items():
        if re.search(r"url\((?![\"']?data:)|@import", text):
            raise CannotJoin(f"{name} leads to another file")
    return "\n".join(texts.values())


def _visit(name: str, read: Read, done: dict[str, None], on_the_way: tuple[str, ...]) -> None:
    if name in on_the_way:
        raise CannotJoin(f"{' → '.join((*on_the_way, name))}: modules that import each other")
    if name in done:
        return
    for address in _addresses(read(name)):
        _visit(_at(name, address), read, done, (*on_the_way, name))
    done[name] = None


def _addresses(source: str) -> list[str]:
    found = [*IMPORT.finditer(source), *PASSED_ON.finditer(source)]
    return [one["address"] for one in sorted(found, key=re.Match.start)]


def _at(name: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def _scope(name: str, source: str, places: dict[str, str], *, folder: str) -> str:
    exported = NAME.findall(source)

    def imported(found: re.Match[str]) -> str:
        return f"const {_bindings(found['what'])} = {places[_at(name, found['address'])]};\n"

    def passed_on(found: re.Match[str]) -> str:
        pairs = _pairs(found["what"])
        exported.extend(outside for _, outside in pairs)
        inner = ", ".join(f"{inside}: {outside}" for inside, outside in pairs)
        return f"const {{ {inner} }} = {places[_at(name, found['address'])]};\n"

    def later(found: re.Match[str]) -> str:
        address = posixpath.relpath(_at(name, found[1]), folder)
        return f'import("./{address}")'

    body = PASSED_ON.sub(passed_on, IMPORT.sub(imported, COMMENT.sub("", source)))
    body = LATER.sub(later, EXPORT.sub("", body))
    if strange := NOT_KNOWN.search(body):
        raise CannotJoin(f"{name}: {strange[0]}")
    return f"const {places[name]} = (() => {{\n{body}return {{ {', '.join(sorted(exported))} }};\n}})();"


def _bindings(what: str) -> str:
    if what.startswith("*"):
        return what.removeprefix("*").strip().removeprefix("as").strip()
    if not what.startswith("{"):
        raise CannotJoin(f"import {what}")
    pairs = _pairs(what.strip("{} \n"))
    return (
        "{ "
        + ", ".join(inside if inside == outside else f"{inside}: {outside}" for inside, outside in pairs)
        + " }"
    )


def _pairs(what: str) -> list[tuple[str, str]]:
    """The names inside and outside, as written with "as"."""
    names = [name.strip() for name in what.split(",") if name.strip()]
    return [(name.split(" as ")[0].strip(), name.split(" as ")[-1].strip()) for name in names]
