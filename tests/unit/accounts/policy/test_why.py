"""The rules say why beside what they decide: one and the same code decides and explains (E15)."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from accounts.methods.proof import Passed, Proves
from accounts.policy.need import Need
from accounts.policy.rules import (
    BRINGS_NOTHING,
    CANNOT_BEGIN,
    CANNOT_FOLLOW,
    LEFT_OUT,
    NOT_THERE,
    OFFERED,
    PROVEN,
    MethodFacts,
    decide,
)

FACTORS = st.frozensets(st.sampled_from(["know", "have", "unlock"]))
KEYS = ("password", "phone", "code", "passkey")
METHODS = st.tuples(
    *(
        st.builds(
            MethodFacts,
            key=st.just(key),
            proves=st.builds(Proves, factors=FACTORS, is_phishing_resistant=st.booleans()),
            is_allowed=st.booleans(),
            is_registered=st.booleans(),
            may_start=st.booleans(),
            may_follow=st.booleans(),
            why_not=st.just(""),
        )
        for key in KEYS
    )
)
NEEDS = st.builds(
    Need,
    factors=st.integers(0, 3),
    is_phishing_resistant=st.booleans(),
    method=st.sampled_from(["", *KEYS]),
    methods=st.integers(1, 2),
    without=st.frozensets(st.sampled_from(KEYS), max_size=2),
)
PROOFS = st.lists(
    st.builds(
        Passed,
        key=st.sampled_from(KEYS),
        factors=FACTORS,
        amr=st.just(()),
        is_phishing_resistant=st.booleans(),
        is_granted=st.booleans(),
    ),
    max_size=3,
)


@given(need=NEEDS, methods=METHODS, passed=PROOFS)
def test_what_is_asked_next_is_what_is_told_as_offered(
    need: Need, methods: Sequence[MethodFacts], passed: Sequence[Passed]
) -> None:
    # E15
    decision = decide(need, methods=methods, passed=passed)

    assert decision.prove == tuple(key for key, outcome in decision.ways if outcome == OFFERED)
    assert [key for key, _outcome in decision.ways] == ([] if decision.is_enough else list(KEYS))


@given(need=NEEDS, methods=METHODS, passed=PROOFS)
def test_each_reason_is_true_of_its_method(
    need: Need, methods: Sequence[MethodFacts], passed: Sequence[Passed]
) -> None:
    # E15
    decision = decide(need, methods=methods, passed=passed)

    by_key = {method.key: method for method in methods}
    for key, outcome in decision.ways:
        method = by_key[key]
        true = {
            PROVEN: key in decision.counted,
            NOT_THERE: not method.stands,
            LEFT_OUT: key in need.without,
            BRINGS_NOTHING: bool(decision.counted),
            CANNOT_BEGIN: not (decision.counted or method.may_start),
            CANNOT_FOLLOW: bool(decision.counted) and not method.may_follow,
            OFFERED: method.stands and key not in need.without,
        }
        assert true[outcome], (method, outcome)


def test_of_a_method_that_does_not_stand_its_own_reason_is_told() -> None:
    # E15
    code = MethodFacts("code", Proves(frozenset({"have"})), False, False, True, why_not="not_in_group")

    assert decide(Need(), methods=[code], passed=[]).ways == (("code", "not_in_group"),)
