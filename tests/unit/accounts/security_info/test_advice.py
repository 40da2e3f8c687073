"""What is urged at Security info, by what methods say of themselves; each goes away once it was followed (D01)."""

from __future__ import annotations

from typing import Any

from accounts.methods.contract import MethodRow, VerificationMethod
from accounts.methods.proof import HAVE, KNOW, UNLOCK, Proves
from accounts.security_info.advice import tips_for
from accounts.security_info.held import Held

ONE_PLACE = "It is kept in one place only."


def method(key: str, *factors: str, resists: bool = False, **facts: Any) -> VerificationMethod:
    proves = Proves(frozenset(factors), is_phishing_resistant=resists)
    return VerificationMethod(key=key, label=key.title(), proves=proves, can_follow=True, **facts)


def held(of: VerificationMethod, name: str = "", **facts: Any) -> Held:
    return Held(of, MethodRow(of.key, name or str(of.label), id=name, **facts), is_allowed=True)


PASSWORD = method("password", KNOW, can_start=True)
PHONE = method("phone", HAVE, UNLOCK, can_start=True)
KEY = method("key", HAVE, UNLOCK, resists=True, can_start=True)
PAPER = method("paper", HAVE, urges="Print some.", is_spare=True)


def tips(has: list[Held], *addable: VerificationMethod) -> dict[str, str]:
    return {tip.method.key: str(tip.text) for tip in tips_for(has, addable)}


def test_where_nothing_holds_against_a_false_site_what_does_is_urged() -> None:  # D01
    assert "false site" in tips([held(PHONE)], PASSWORD, KEY)["key"]
    assert tips([held(PHONE), held(KEY)], PASSWORD, KEY) == {}


def test_what_nobody_may_add_is_not_urged() -> None:  # D01
    assert tips([held(PASSWORD)]) == {}


def test_one_that_can_be_used_no_more_holds_against_nothing() -> None:
    assert "key" in tips([held(PHONE), held(KEY, is_usable=False)], KEY)


def test_of_what_is_kept_in_one_place_a_second_is_urged_by_its_name() -> None:  # D01
    blue = held(KEY, "Blue", while_alone=ONE_PLACE)

    assert tips([blue], KEY) == {"key": f"Blue: {ONE_PLACE}"}
    assert tips([blue, held(KEY, "Green", while_alone=ONE_PLACE)], KEY) == {}
    assert tips([held(KEY, "Synced")], KEY) == {}


def test_what_a_method_urges_is_said_until_one_is_there() -> None:  # D01
    resistant = held(KEY)

    assert tips([resistant, held(PASSWORD)], PAPER) == {"paper": "Print some."}
    assert tips([resistant, held(PASSWORD), held(PAPER)], PAPER) == {}
    assert "paper" in tips([resistant, held(PASSWORD), held(PAPER, is_usable=False)], PAPER), "used up"


def test_it_is_not_urged_where_it_would_prove_nothing_more() -> None:  # D01
    assert tips([held(KEY)], PAPER) == {}


def test_whoever_has_nothing_is_urged_to_nothing_in_particular() -> None:
    assert tips([], KEY, PAPER) == {}


def test_a_method_is_urged_once() -> None:
    urged = method("key", HAVE, UNLOCK, resists=True, can_start=True, urges="Get one.")

    assert len(tips_for([held(PASSWORD)], [urged])) == 1
