"""What follows from a policy: pure rules, each refusing where nothing was set (E02)."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.policy.rules import MethodFacts, MethodRule, Passed, allowance, decide, number_match

PASSWORD = Passed("password", frozenset({"know"}), ("pwd",))
PHONE = Passed("phone", frozenset({"have", "unlock"}), ("swk", "pin", "mca", "mfa"))
BARE_PHONE = Passed("phone", frozenset({"have"}), ("swk", "mca"))
GROUPS = st.frozensets(st.sampled_from(["staff", "night", "board"]))


def facts(
    key: str, *, is_allowed: bool = True, is_registered: bool = True, may_start: bool = True
) -> MethodFacts:
    return MethodFacts(key=key, is_allowed=is_allowed, is_registered=is_registered, may_start=may_start)


BOTH = (facts("phone"), facts("password"))


class TestAllowance:
    def test_nothing_configured_refuses(self) -> None:  # E02
        assert not allowance(rule=None, groups=frozenset({"staff"})).is_allowed

    @given(for_everyone=st.booleans(), include=GROUPS, exclude=GROUPS, groups=GROUPS)
    def test_a_method_that_is_off_is_off_for_everybody(
        self, for_everyone: bool, include: frozenset[str], exclude: frozenset[str], groups: frozenset[str]
    ) -> None:  # E01
        rule = MethodRule(is_on=False, for_everyone=for_everyone, include=include, exclude=exclude)

        assert allowance(rule=rule, groups=groups).reason == "off"

    @given(for_everyone=st.booleans(), include=GROUPS, exclude=GROUPS, groups=GROUPS)
    def test_an_excluded_group_wins_over_everyone_and_over_every_included_group(
        self, for_everyone: bool, include: frozenset[str], exclude: frozenset[str], groups: frozenset[str]
    ) -> None:  # E01
        rule = MethodRule(is_on=True, for_everyone=for_everyone, include=include, exclude=exclude)

        found = allowance(rule=rule, groups=groups)

        assert found.is_allowed == (not groups & exclude and (for_everyone or bool(groups & include)))
        assert bool(found.reason) != found.is_allowed

    def test_the_reason_says_which_it_was(self) -> None:
        rule = MethodRule(
            is_on=True, for_everyone=False, include=frozenset({"staff"}), exclude=frozenset({"night"})
        )

        assert allowance(rule=rule, groups=frozenset({"board"})).reason == "not_in_group"
        assert allowance(rule=rule, groups=frozenset({"staff", "night"})).reason == "group_excluded"


class TestDecide:
    def test_without_a_policy_nothing_is_ever_enough(self) -> None:  # E02
        decision = decide(two_step=None, methods=BOTH, passed=[PASSWORD, PHONE])

        assert (decision.is_enough, decision.offered, decision.reasons) == (False, (), ("no_policy",))

    def test_one_step_is_enough_where_two_are_not_asked(self) -> None:
        assert decide(two_step=False, methods=BOTH, passed=[PASSWORD]).is_enough

    def test_a_password_alone_is_not_two_steps_and_the_phone_is_offered(self) -> None:  # F01
        decision = decide(two_step=True, methods=BOTH, passed=[PASSWORD])

        assert (decision.is_enough, decision.offered) == (False, ("phone",))

    def test_one_phone_sign_in_satisfies_two_steps(self) -> None:  # A10
        assert decide(two_step=True, methods=BOTH, passed=[PHONE]).is_enough

    def test_a_phone_that_was_not_unlocked_is_one_factor(self) -> None:  # A10, T12
        assert not decide(two_step=True, methods=BOTH, passed=[BARE_PHONE]).is_enough
        assert decide(two_step=True, methods=BOTH, passed=[BARE_PHONE, PASSWORD]).is_enough

    def test_the_same_factor_twice_is_one_factor(self) -> None:  # T12
        other = Passed("memorised", frozenset({"know"}), ("kba",))
        methods = (*BOTH, facts("memorised"))

        assert not decide(two_step=True, methods=methods, passed=[PASSWORD, other]).is_enough
        assert not decide(two_step=True, methods=methods, passed=[PASSWORD, PASSWORD]).is_enough

    @pytest.mark.parametrize("lost", ["is_allowed", "is_registered"])
    def test_a_method_turned_off_or_removed_on_the_way_counts_no_more(self, lost: str) -> None:  # E19
        methods = (facts("phone", **{lost: False}), facts("password"))

        decision = decide(two_step=False, methods=methods, passed=[PHONE])

        assert (decision.is_enough, decision.offered) == (False, ("password",))

    def test_a_proof_of_an_unknown_method_counts_for_nothing(self) -> None:
        stranger = Passed("telepathy", frozenset({"know", "have"}), ())

        assert not decide(two_step=False, methods=BOTH, passed=[stranger]).is_enough

    def test_a_method_that_proved_nothing_is_not_enough(self) -> None:
        empty = Passed("password", frozenset(), ())

        assert not decide(two_step=False, methods=BOTH, passed=[empty]).is_enough

    def test_a_method_that_may_not_begin_is_offered_only_after_another(self) -> None:  # A13
        methods = (facts("phone", may_start=False), facts("password"))

        assert decide(two_step=True, methods=methods, passed=[]).offered == ("password",)
        assert decide(two_step=True, methods=methods, passed=[PASSWORD]).offered == ("phone",)

    def test_with_nothing_left_it_says_why(self) -> None:  # F01
        decision = decide(two_step=True, methods=(facts("password"),), passed=[PASSWORD])

        assert decision.offered == ()
        assert decision.reasons == ("one_factor_only", "no_other_method")

    @given(
        two_step=st.sampled_from([True, False]),
        allowed=st.lists(st.booleans(), min_size=2, max_size=2),
        passed=st.lists(st.sampled_from([PASSWORD, PHONE, BARE_PHONE])),
    )
    def test_enough_always_rests_on_allowed_methods_alone(
        self, two_step: bool, allowed: list[bool], passed: list[Passed]
    ) -> None:
        methods = (facts("phone", is_allowed=allowed[0]), facts("password", is_allowed=allowed[1]))
        standing = {m.key for m in methods if m.is_allowed}

        decision = decide(two_step=two_step, methods=methods, passed=passed)

        factors = {factor for proof in passed if proof.key in standing for factor in proof.factors}
        assert decision.is_enough == (len(factors) >= (2 if two_step else 1))
        assert set(decision.offered) <= standing


NUMBER_TABLE = [
    # known, new, digits, known browser, must type, personal → asked
    ("choose", "type", 2, True, False, False, "choose"),
    ("choose", "type", 2, False, False, False, "type"),
    ("type", "choose", 2, True, False, False, "type"),
    ("type", "choose", 2, False, False, False, "choose"),
    ("choose", "choose", 6, True, False, False, "type"),
    ("choose", "choose", 6, False, False, False, "type"),
    ("choose", "choose", 2, True, True, False, "type"),
    ("approve", "type", 2, True, False, True, "approve"),
    ("approve", "type", 2, False, False, True, "type"),
    ("approve", "choose", 2, False, False, True, "choose"),
    ("approve", "approve", 2, False, False, True, "type"),
    ("approve", "type", 2, True, True, True, "type"),
    ("approve", "type", 6, True, False, True, "type"),
    ("approve", "type", 2, True, False, False, "choose"),  # an organisation cannot switch the number off
    ("nonsense", "nonsense", 2, True, False, False, "type"),
]


@pytest.mark.parametrize(
    ("known", "new", "digits", "is_known", "must_type", "personal", "asked"), NUMBER_TABLE
)
def test_how_the_number_is_asked(
    known: str, new: str, digits: int, is_known: bool, must_type: bool, personal: bool, asked: str
) -> None:  # E07
    found = number_match(
        number_known=known,
        number_new=new,
        digits=digits,
        known_browser=is_known,
        must_type=must_type,
        may_approve=personal,
    )

    assert found == asked


def test_a_new_browser_and_an_organisation_are_never_approved_without_a_number() -> None:  # E07
    words = ("choose", "type", "approve", "")
    for known, new, digits, must_type in itertools.product(words, words, (2, 6), (True, False)):
        policy: dict[str, Any] = {"number_known": known, "number_new": new, "digits": digits}
        policy["must_type"] = must_type

        assert number_match(**policy, known_browser=False, may_approve=True) != "approve"
        assert number_match(**policy, known_browser=True, may_approve=False) != "approve"
