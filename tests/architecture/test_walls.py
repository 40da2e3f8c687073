"""What imports cannot see: names of addresses, and keys of methods, that stand where they must not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.methods import registry
from tests.architecture.files import source_files, text_of

URL_TAG = re.compile(r"{%\s*url\s+['\"]([\w:]+)['\"]")
METHODS = [method.key for method in registry.in_order()]
# In these a literal is the name of a column, a field or a member of a message, which may be called like a method.
NAMES_A_COLUMN = {"select_related", "values_list", "values", "filter", "order_by", "_", "gettext_lazy"}
ALLOWED = {
    "accounts/security_info/account/copying/people.py": "the name of a column",
    "accounts/signin/wish.py": "a field of a form with this in its name is never kept",
    "devices/simulator/phone.py": "the member of the server's answer (docs/protocol.md)",
}


@pytest.fixture(scope="module")
def owners() -> dict[str, str]:
    """Which package, accounts, devices or idp, answers at the address with each name."""
    return dict(_named(get_resolver(), ""))


def _named(resolver: URLResolver, space: str) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _named(one, inner)
        elif isinstance(one, URLPattern) and one.name:
            yield f"{space}{one.name}", one.callback.__module__.partition(".")[0]


# Every page leads to these of idp: the first page, help, and the portal for whoever may open it.
EVERYBODYS = {"home", "help:index", "help:page", "admin:index"}


def test_templates_of_accounts_lead_to_no_page_of_devices_or_idp(owners: dict[str, str]) -> None:
    led_to = [
        (str(path), name)
        for path in source_files(".html")
        if path.is_relative_to("templates/accounts") or path.is_relative_to("templates/components")
        for name in URL_TAG.findall(text_of(path))
        if owners[name] in {"devices", "idp"} and name not in EVERYBODYS
    ]

    assert led_to == []


def test_code_of_accounts_names_no_address_of_devices_or_idp(owners: dict[str, str]) -> None:
    named = [
        (f"{path}:{node.lineno}", node.value)
        for path in source_files(".py")
        if path.parts[0] == "accounts"
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Constant)
        if owners.get(str(node.value), "accounts") != "accounts"
    ]

    assert named == []


def test_code_of_devices_names_no_address_of_idp(owners: dict[str, str]) -> None:
    named = [
        (f"{path}:{node.lineno}", node.value)
        for path in source_files(".py")
        if path.parts[0] == "devices"
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Constant) and ":" in str(node.value)
        if owners.get(str(node.value)) == "idp"
    ]

    assert named == []


@pytest.mark.parametrize("key", METHODS)
def test_a_methods_key_is_a_constant(key: str) -> None:
    assert any(f'KEY = "{key}"' in text_of(path) for path in source_files(".py"))


@pytest.mark.parametrize("key", METHODS)
def test_a_methods_key_is_written_in_its_own_folder_alone(key: str) -> None:
    own = _folders_of(key)
    elsewhere = [
        f"{path}:{node.lineno} {ast.unparse(parent)[:80]}"
        for path in source_files(".py")
        if not any(path.is_relative_to(folder) for folder in own) and str(path) not in ALLOWED
        for node, parent in _constants(path)
        if node.value == key and _is_a_key(parent, node)
    ]

    assert elsewhere == []


def test_the_walls_would_notice() -> None:
    tree = ast.parse(
        'if method == "phone" or rules["phone"] or ask("phone") or kinds in ("password", "phone"): ...'
    )
    found = [
        node for node, parent in _with_parents(tree) if node.value == "phone" and _is_a_key(parent, node)
    ]

    assert len(found) == 4


def _folders_of(key: str) -> set[Path]:
    """Where the key is assigned, and where the method that has it is made."""
    folders = set()
    for path in source_files(".py"):
        text = text_of(path)
        if f'KEY = "{key}"' in text:
            folders.add(path.parent)
    made = {method.key: method for method in registry.in_order()}[key]
    module = made.is_registered_for.__module__
    # A method that brings none has the contract's.
    return folders | ({Path(*module.split(".")[:-1])} if module != "accounts.methods.contract" else set())


def _constants(path: Path) -> Iterator[tuple[ast.Constant, ast.AST]]:
    return _with_parents(ast.parse(text_of(path)))


def _with_parents(tree: ast.AST) -> Iterator[tuple[ast.Constant, ast.AST]]:
    for parent in ast.walk(tree):
        for child in ast.iter_child_nodes(parent):
            if isinstance(child, ast.Constant):
                yield child, parent


def _is_a_key(parent: ast.AST, literal: ast.Constant) -> bool:
    """Does the literal stand where it can only mean the method: compared, looked up, handed on, listed with others?"""
    if isinstance(parent, ast.Call):
        called = (
            parent.func.attr if isinstance(parent.func, ast.Attribute) else getattr(parent.func, "id", "")
        )
        return literal in parent.args and called not in NAMES_A_COLUMN
    if isinstance(parent, ast.Tuple | ast.List | ast.Set):
        return all(isinstance(one, ast.Constant) and one.value in METHODS for one in parent.elts)
    if isinstance(parent, ast.keyword):
        return parent.arg in {"method", "key", "but"}
    return isinstance(parent, ast.Compare | ast.Subscript | ast.Assign | ast.AnnAssign)
