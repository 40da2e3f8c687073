"""What follows from a policy: pure rules, each refusing where nothing was set (E02)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.methods.proof import Passed, Proves
from accounts.policy.need import Need
from accounts.policy.rules import (
    MethodFacts,
    MethodRule,
    allowance,
    decide,
    strongest,
)
from accounts.policy.steps.left import left_in_known_browser, left_on_trusted_network

PASSWORD = Passed("password", frozenset({"know"}), ("pwd",))
PHONE = Passed("phone", frozenset({"have", "unlock"}), ("swk", "pin", "mca", "mfa"))
BARE_PHONE = Passed("phone", frozenset({"have"}), ("swk", "mca"))
CODE = Passed("code", frozenset({"have"}), ("otp",))
PASSKEY = Passed("passkey", frozenset({"have", "unlock"}), ("hwk", "user"), is_phishing_resistant=True)
LINK = Passed("link", frozenset({"have"}), ("otp",), is_granted=True)
ONE, TWO = Need(), Need(factors=2)
BEST = {
    "password": Proves(frozenset({"know"})),
    "phone": Proves(frozenset({"have", "unlock"})),
    "code": Proves(frozenset({"have"})),
    "passkey": Proves(frozenset({"have", "unlock"}), is_phishing_resistant=True),
    "memorised": Proves(frozenset({"know"})),
    "link": Proves(LINK.factors, is_granted=True),
}
GROUPS = st.frozensets(st.sampled_from(["staff", "night", "board"]))


def facts(
    key: str, *, is_allowed: bool = True, is_registered: bool = True, may_start: bool = True
) -> MethodFacts:
    return MethodFacts(
        key=key,
        proves=BEST[key],
        is_allowed=is_allowed,
        is_registered=is_registered,
        may_start=may_start,
    )


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
        decision = decide(None, methods=BOTH, passed=[PASSWORD, PHONE])

        assert (decision.is_enough, decision.prove, decision.reasons) == (False, (), ("no_policy",))

    def test_one_step_is_enough_where_two_are_not_asked(self) -> None:
        assert decide(ONE, methods=BOTH, passed=[PASSWORD]).is_enough

    def test_a_password_alone_is_not_two_steps_and_the_phone_is_offered(self) -> None:  # F01
        decision = decide(TWO, methods=BOTH, passed=[PASSWORD])

        assert (decision.is_enough, decision.prove) == (False, ("phone",))

    def test_one_phone_sign_in_satisfies_two_steps(self) -> None:  # A10
        assert decide(TWO, methods=BOTH, passed=[PHONE]).is_enough

    def test_a_phone_that_was_not_unlocked_is_one_factor(self) -> None:  # A10, T12
        assert not decide(TWO, methods=BOTH, passed=[BARE_PHONE]).is_enough
        assert decide(TWO, methods=BOTH, passed=[BARE_PHONE, PASSWORD]).is_enough

    def test_two_methods_are_two_whatever_their_factors(self) -> None:  # F06, T22
        two_ways = Need(factors=0, methods=2)
        mail = Passed("mail", frozenset(), ())
        methods = (*BOTH, replace(facts("phone"), key="mail", proves=Proves()))

        assert decide(two_ways, methods=methods, passed=[]).prove == ("phone", "password", "mail")
        assert decide(two_ways, methods=methods, passed=[PHONE]).prove == ("password", "mail")
        assert decide(two_ways, methods=methods, passed=[mail, mail]).reasons == ("too_few_methods",)
        assert decide(two_ways, methods=methods, passed=[PHONE, mail]).is_enough

    def test_what_is_left_out_counts_for_nothing(self) -> None:  # F06, T22
        without = Need(without=frozenset({"password"}))

        decision = decide(without, methods=BOTH, passed=[PASSWORD])

        assert (decision.is_enough, decision.prove) == (False, ("phone",))

    def test_the_same_factor_twice_is_one_factor(self) -> None:  # T12
        other = Passed("memorised", frozenset({"know"}), ("kba",))
        methods = (*BOTH, facts("memorised"))

        assert not decide(TWO, methods=methods, passed=[PASSWORD, other]).is_enough
        assert not decide(TWO, methods=methods, passed=[PASSWORD, PASSWORD]).is_enough

    @pytest.mark.parametrize("lost", ["is_allowed", "is_registered"])
    def test_a_method_turned_off_or_removed_on_the_way_counts_no_more(self, lost: str) -> None:  # E19
        methods = (facts("phone", **{lost: False}), facts("password"))

        decision = decide(ONE, methods=methods, passed=[PHONE])

        assert (decision.is_enough, decision.prove) == (False, ("password",))

    def test_a_proof_of_an_unknown_method_counts_for_nothing(self) -> None:
        stranger = Passed("telepathy", frozenset({"know", "have"}), ())

        assert not decide(ONE, methods=BOTH, passed=[stranger]).is_enough

    def test_a_method_that_proved_nothing_is_not_enough(self) -> None:
        empty = Passed("password", frozenset(), ())

        assert not decide(ONE, methods=BOTH, passed=[empty]).is_enough

    def test_a_method_that_may_not_begin_is_offered_only_after_another(self) -> None:  # A13
        methods = (facts("phone", may_start=False), facts("password"))

        assert decide(TWO, methods=methods, passed=[]).prove == ("password",)
        assert decide(TWO, methods=methods, passed=[PASSWORD]).prove == ("phone",)

    def test_with_nothing_left_it_says_why(self) -> None:  # F01
        decision = decide(TWO, methods=(facts("password"),), passed=[PASSWORD])

        assert decision.prove == ()
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

        decision = decide(TWO if two_step else ONE, methods=methods, passed=passed)

        factors = {factor for proof in passed if proof.key in standing for factor in proof.factors}
        assert decision.is_enough == (len(factors) >= (2 if two_step else 1))
        assert set(decision.prove) <= standing

    def test_only_what_brings_another_factor_is_asked_next(self) -> None:  # T12, F02
        methods = (facts("phone"), facts("code"), facts("memorised"), facts("password"))

        assert decide(TWO, methods=methods, passed=[PASSWORD]).prove == ("phone", "code")
        assert decide(TWO, methods=methods, passed=[CODE]).prove == ("phone", "memorised", "password")

    def test_a_phishing_resistant_need_takes_only_what_is(self) -> None:  # T05, T12
        methods = (facts("phone"), facts("passkey"))
        need = Need(factors=2, is_phishing_resistant=True)

        decision = decide(need, methods=methods, passed=[PHONE])

        assert (decision.is_enough, decision.prove) == (False, ("passkey",))
        assert decision.reasons == ("not_phishing_resistant",)
        assert decide(need, methods=methods, passed=[PASSKEY]).is_enough

    def test_a_need_may_name_the_method(self) -> None:
        need = Need(method="phone")

        decision = decide(need, methods=BOTH, passed=[PASSWORD])

        assert (decision.is_enough, decision.prove, decision.reasons) == (
            False,
            ("phone",),
            ("by_another_method",),
        )
        assert decide(need, methods=BOTH, passed=[PHONE]).is_enough

    def test_somebody_elses_word_stands_for_what_is_lacking_unless_it_must_be_oneself(
        self,
    ) -> None:  # T21, T23
        methods = (*BOTH, facts("link", may_start=False))

        assert decide(Need(factors=2, is_phishing_resistant=True), methods=methods, passed=[LINK]).is_enough
        in_person = decide(Need(factors=2, in_person=True), methods=methods, passed=[LINK])
        assert (in_person.is_enough, in_person.counted) == (False, frozenset())
        assert not decide(Need(factors=2, in_person=True), methods=methods, passed=[LINK, PASSWORD]).is_enough

    def test_what_is_owed_comes_when_nothing_is_left_to_prove(self) -> None:
        owed = ("terms", "stay_signed_in")

        assert decide(TWO, methods=BOTH, passed=[PASSWORD], owed=owed).owe == ""
        first = decide(TWO, methods=BOTH, passed=[PHONE], owed=owed)
        assert (first.is_enough, first.owe, first.prove) == (False, "terms", ())
        assert decide(TWO, methods=BOTH, passed=[PHONE]).is_enough


class TestStrongest:
    """As much as the strongest thing an account has guards all it has (T20)."""

    def test_nothing_and_one_factor_ask_for_one(self) -> None:
        assert strongest([]) == ONE
        assert strongest([BEST["password"]]) == ONE
        assert strongest([BEST["password"], BEST["memorised"]]) == ONE

    def test_two_factors_ask_for_two_whatever_they_are(self) -> None:
        assert strongest([BEST["phone"]]) == TWO
        assert strongest([BEST["password"], BEST["code"]]) == TWO
        assert strongest([BEST["password"], BEST["phone"], BEST["code"]]) == TWO

    def test_what_cannot_be_phished_asks_for_itself(self) -> None:
        assert strongest([BEST["password"], BEST["passkey"]]) == Need(factors=2, is_phishing_resistant=True)


class TestNeed:
    def test_two_needs_together_ask_for_the_stricter_of_each(self) -> None:
        weak, strong = Need(within=300), Need(factors=2, within=3600, in_person=True, method="phone")

        both = Need(factors=2, within=300, in_person=True, method="phone")
        assert weak.and_also(strong) == both
        assert strong.and_also(weak) == both
        assert ONE.and_also(ONE) == ONE


class TestLeftInKnownBrowser:
    def test_one_own_factor_is_enough_where_the_browser_remembers_another(self) -> None:  # A19
        assert left_in_known_browser(TWO, counted=[PASSWORD], remembered=[CODE]) == ONE

    def test_the_same_factor_twice_is_one_here_too(self) -> None:  # A19
        assert left_in_known_browser(TWO, counted=[CODE], remembered=[BARE_PHONE]) == TWO

    @pytest.mark.parametrize(("counted", "remembered"), [([], [CODE]), ([PASSWORD], [])])
    def test_nothing_now_or_nothing_before_leaves_all_of_it(
        self, counted: list[Passed], remembered: list[Passed]
    ) -> None:  # A19
        assert left_in_known_browser(TWO, counted=counted, remembered=remembered) == TWO

    @pytest.mark.parametrize(("counted", "remembered"), [([PASSWORD], [LINK]), ([LINK], [PASSWORD])])
    def test_somebody_elses_word_is_neither_proven_nor_remembered(
        self, counted: list[Passed], remembered: list[Passed]
    ) -> None:  # A19
        assert left_in_known_browser(TWO, counted=counted, remembered=remembered) == TWO

    def test_whatever_else_is_needed_stays(self) -> None:  # A19
        need = Need(factors=2, is_phishing_resistant=True, within=60)

        left = left_in_known_browser(need, counted=[PASSWORD], remembered=[PHONE])

        assert left == Need(factors=1, is_phishing_resistant=True, within=60)


class TestLeftOnTrustedNetwork:
    def test_one_own_factor_is_enough_there(self) -> None:  # E09
        assert left_on_trusted_network(TWO, counted=[PASSWORD]) == ONE

    @pytest.mark.parametrize("counted", [[], [LINK]])
    def test_on_a_trusted_network_something_of_ones_own_is_proven_all_the_same(
        self, counted: list[Passed]
    ) -> None:  # E09
        assert left_on_trusted_network(TWO, counted=counted) == TWO

    def test_whatever_else_is_needed_stays(self) -> None:  # E09
        need = Need(factors=2, is_phishing_resistant=True, within=60)

        left = left_on_trusted_network(need, counted=[PASSWORD])

        assert left == Need(factors=1, is_phishing_resistant=True, within=60)
