"""What makes a strength, and what is offered to whoever lacks it: pure, decided with everything else (E10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.methods.proof import Passed
from accounts.policy.need import Need, Strength
from accounts.policy.rules import BRINGS_NOTHING, NOT_THE_STRENGTH, OFFERED, MethodFacts, decide, meets
from accounts.policy.strengths.built_in import PASSWORDLESS, PHISHING_RESISTANT, TWO_STEP, WITH_PASSWORD
from tests.unit.accounts.policy.test_rules import BARE_PHONE, CODE, LINK, PASSKEY, PASSWORD, PHONE, facts

TWO, NO_PASSWORD, SAFE = (one.strength for one in (TWO_STEP, PASSWORDLESS, PHISHING_RESISTANT))
CODE_AFTER_PASSWORD = Strength(
    "own", name="Night shift", factors=0, any_of=(frozenset({"password", "code"}), frozenset({"passkey"}))
)
EVERYTHING = (
    facts("phone"),
    facts("passkey"),
    facts("password"),
    replace(facts("code"), may_start=False),
)


def needs(*strengths: Strength, **more: object) -> Need:
    return Need(strengths=strengths, **more)  # type: ignore[arg-type]  # what the test names


def offered(need: Need, *passed: Passed, methods: tuple[MethodFacts, ...] = EVERYTHING) -> tuple[str, ...]:
    return decide(need, methods=methods, passed=passed).prove


@pytest.mark.parametrize(
    ("shown", "met"),
    [
        ((PASSWORD,), ()),
        ((CODE,), ()),
        ((BARE_PHONE,), ()),
        ((PASSWORD, CODE), (TWO,)),
        ((PASSWORD, BARE_PHONE), (TWO,)),
        ((PHONE,), (TWO, NO_PASSWORD)),
        ((PASSWORD, PHONE), (TWO, NO_PASSWORD)),
        ((PASSKEY,), (TWO, NO_PASSWORD, SAFE)),
    ],
)
def test_phone_sign_in_is_two_step_and_passwordless_and_a_passkey_phishing_resistant_too(
    shown: tuple[Passed, ...], met: tuple[Strength, ...]
) -> None:
    assert tuple(one for one in (TWO, NO_PASSWORD, SAFE) if meets(one, shown)) == met


def test_one_of_the_sets_must_be_proven_whole() -> None:
    assert meets(CODE_AFTER_PASSWORD, [PASSWORD, CODE])
    assert meets(CODE_AFTER_PASSWORD, [PASSKEY, PASSWORD])
    assert not meets(CODE_AFTER_PASSWORD, [PASSWORD, PHONE])


def test_a_strength_of_no_ways_is_met_by_nothing() -> None:
    assert not meets(Strength("gone", factors=0, any_of=()), [PASSKEY, PHONE, PASSWORD])


def test_what_is_not_the_strength_is_not_enough_though_it_is_two_steps() -> None:
    decision = decide(needs(SAFE, factors=2), methods=EVERYTHING, passed=[PHONE])

    assert not decision.is_enough
    assert decision.reasons == (NOT_THE_STRENGTH,)
    assert decision.prove == ("passkey",)


def test_every_strength_must_be_met() -> None:
    assert decide(needs(NO_PASSWORD, SAFE), methods=EVERYTHING, passed=[PASSKEY]).is_enough
    assert not decide(needs(NO_PASSWORD, SAFE), methods=EVERYTHING, passed=[PHONE]).is_enough


def test_only_what_leads_to_it_is_offered() -> None:
    assert offered(needs(TWO), PASSWORD) == ("phone", "passkey", "code")
    assert offered(needs(NO_PASSWORD), PASSWORD) == ("phone", "passkey")
    assert offered(needs(SAFE), PASSWORD) == ("passkey",)
    assert offered(needs(CODE_AFTER_PASSWORD), PASSWORD) == ("passkey", "code")
    assert offered(needs(CODE_AFTER_PASSWORD), PHONE) == ("passkey", "password", "code")


def test_it_begins_with_what_leads_to_it() -> None:
    assert offered(needs(SAFE)) == ("passkey",)
    assert offered(needs(NO_PASSWORD)) == ("phone", "passkey")
    assert offered(needs(CODE_AFTER_PASSWORD)) == ("passkey", "password")


def test_what_brings_nothing_to_it_says_so() -> None:
    ways = dict(decide(needs(SAFE), methods=EVERYTHING, passed=[PASSWORD]).ways)

    assert ways["phone"] == BRINGS_NOTHING
    assert ways["passkey"] == OFFERED


def test_where_it_can_only_follow_it_begins_with_anything() -> None:
    only_after = (facts("password"), replace(facts("passkey"), may_start=False))

    assert offered(needs(SAFE), methods=only_after) == ("password",)
    assert offered(needs(SAFE), PASSWORD, methods=only_after) == ("passkey",)


def test_once_the_strength_is_met_the_rest_is_asked_as_ever() -> None:
    weak = Strength("own", name="Code", factors=0, any_of=(frozenset({"code"}),))

    assert offered(needs(weak, factors=2), PASSWORD) == ("code",)
    assert decide(needs(weak, factors=2), methods=EVERYTHING, passed=[PASSWORD, CODE]).is_enough


def test_a_way_that_was_turned_off_makes_no_strength() -> None:  # T08
    turned_off = (replace(facts("passkey"), is_allowed=False), facts("phone"))

    assert not decide(needs(SAFE), methods=turned_off, passed=[PASSKEY]).is_enough


def test_whoever_is_vouched_for_meets_it_but_not_where_it_has_to_be_proven_oneself() -> None:
    methods = (*EVERYTHING, facts("link"))

    assert decide(needs(SAFE), methods=methods, passed=[LINK]).is_enough
    assert not decide(needs(SAFE, in_person=True), methods=methods, passed=[LINK]).is_enough
    assert "link" in offered(needs(SAFE), PASSWORD, methods=methods)
    assert "link" not in offered(needs(SAFE, in_person=True), PASSWORD, methods=methods)


def test_two_needs_are_met_by_the_strengths_of_both() -> None:
    both = needs(TWO, SAFE).and_also(needs(SAFE, NO_PASSWORD))

    assert both.strengths == (TWO, SAFE, NO_PASSWORD)


def test_a14_a_password_and_a_second_step_are_just_that_and_begin_with_the_password() -> None:
    need = needs(WITH_PASSWORD.strength)
    ways = (*EVERYTHING, facts("link"))

    met = [
        one for one in ([PHONE], [PASSKEY], [PASSWORD], [PHONE, CODE]) if meets(WITH_PASSWORD.strength, one)
    ]
    assert met == []
    assert meets(WITH_PASSWORD.strength, [PASSWORD, CODE])
    assert meets(WITH_PASSWORD.strength, [PASSWORD, BARE_PHONE])
    assert offered(need, methods=ways) == ("password", "link")
    assert offered(need, PASSWORD) == ("phone", "passkey", "code")
    assert offered(need, PHONE) == ("password",)
