"""Roles are compared in one file: everything else asks `may`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.users.roles import Act
from tests.architecture.files import source_files, text_of

ROLES = Path("accounts/users/roles.py")
NAMES = re.compile(r"\b(is_operator|is_staff|is_superuser|has_perms?|has_module_perms)\b")
A_ROLE = re.compile(r"\.role\b|\bRole\.[A-Z]|\brole\b\s*==")
LOOK_UPS = {"filter", "exclude", "get", "aget", "get_or_create"}
ACT_IN_TEMPLATE = re.compile(r"\|may:\"(\w*)\"")


def test_nothing_asks_for_rights_but_by_act() -> None:
    assert [str(path) for path in source_files(".py", ".html") if NAMES.search(text_of(path))] == []


def test_roles_are_compared_nowhere_else() -> None:
    comparing = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for path in source_files(".py")
        if path != ROLES
        for node in _comparisons(ast.parse(text_of(path)))
    ]

    assert comparing == []


def test_no_template_reads_a_role() -> None:
    assert [str(path) for path in source_files(".html") if re.search(r"\.role\b", text_of(path))] == []


def test_templates_name_acts_that_there_are() -> None:
    named = {act for path in source_files(".html") for act in ACT_IN_TEMPLATE.findall(text_of(path))}

    assert named
    assert named <= set(Act)


@pytest.mark.parametrize(
    "line",
    [
        "person.role == 'operator'",
        "person.role in {'operator'}",
        "Role.OPERATOR != role",
        "people.filter(role='operator')",
        "people.exclude(user__role__in=[Role.MEMBER])",
    ],
)
def test_a_comparison_is_seen(line: str) -> None:
    assert list(_comparisons(ast.parse(line)))


def _comparisons(tree: ast.AST) -> Iterator[ast.Compare | ast.Call]:
    """Where a role is compared, or looked up by its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.Call) and (_compares(node) or _looks_up(node)):
            yield node


def _compares(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and bool(A_ROLE.search(ast.unparse(node)))


def _looks_up(node: ast.AST) -> bool:
    """A look-up by roles that something else computed is none of these: access.admins_in."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    return node.func.attr in LOOK_UPS and any(
        "role" in (word.arg or "").split("__") and not isinstance(word.value, ast.Call)
        for word in node.keywords
    )
