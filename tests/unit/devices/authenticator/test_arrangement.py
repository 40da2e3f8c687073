"""How the phone app puts its accounts in order, and finds one among them (C02)."""

import json
import subprocess
from typing import Any

from devices.authenticator.shell import ROOTS

MODULE = ROOTS[1] / "authenticator" / "arrangement.js"
ACCOUNTS = [
    {"id": "a", "username": "ann@nordljus.example", "tenant": {"name": "Nordljus"}},
    {"id": "b", "username": "bo@sydvind.example", "tenant": {"name": "Sydvind AB"}},
    {"id": "c", "username": "ann@hem.example", "tenant": {"name": "Hem"}},
]
NOTHING: dict[str, Any] = {"isByUse": False, "order": [], "names": {}, "usedAt": {}}


def asked(what: str, **arranged: Any) -> list[str]:
    """The ids of what `arranged(…)` or `found(…)` gives, in this order."""
    script = f"""
        import {{ arranged, found }} from "{MODULE.as_uri()}";
        const [accounts, arrangement] = {json.dumps([ACCOUNTS, NOTHING | arranged])};
        console.log({what}.map(({{ id }}) => id).join(""));
    """
    node = [
        "node",
        "--no-warnings",
        "--experimental-default-type=module",
        "--input-type=module",
        "-e",
        script,
    ]
    return list(subprocess.run(node, capture_output=True, text=True, check=True, timeout=30).stdout.strip())


def test_accounts_stand_as_they_were_added_until_somebody_arranges_them() -> None:
    assert asked("arranged(accounts, arrangement)") == ["a", "b", "c"]


def test_by_hand_what_is_new_stands_last() -> None:
    assert asked("arranged(accounts, arrangement)", order=["b", "a"]) == ["b", "a", "c"]


def test_by_use_the_one_used_last_is_first_and_the_order_by_hand_rests() -> None:
    by_use = asked("arranged(accounts, arrangement)", isByUse=True, order=["b"], usedAt={"a": 10, "c": 20})

    assert by_use == ["c", "a", "b"]


def test_every_word_written_must_stand_in_the_organisation_the_username_or_ones_own_name() -> None:
    assert asked('found(accounts, arrangement, "ANN hem")') == ["c"]
    assert asked('found(accounts, arrangement, "school")', names={"b": "Evening school"}) == ["b"]
    assert asked('found(accounts, arrangement, " ")') == ["a", "b", "c"]
    assert asked('found(accounts, arrangement, "ann sydvind")') == []
