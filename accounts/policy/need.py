"""What must be proven. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Strength:
    """How strong a proof has to be, as an organisation requires it of its people.

    `key` is what the policy calls it, `name` what the organisation does, of one of its own. `factors` is how many
    different ones, of which those of `without` count for nothing. `begun_by`: one of the ways must prove these and
    nothing else, and a sign-in begins with it; empty: with any. `any_of`: sets of keys of ways, one of which must be
    proven whole; None: by whatever ways. Of an empty one nothing is ever enough.
    """

    key: str
    name: str = ""
    factors: int = 1
    without: frozenset[str] = frozenset()
    begun_by: frozenset[str] = frozenset()
    is_phishing_resistant: bool = False
    any_of: tuple[frozenset[str], ...] | None = None


@dataclass(frozen=True)
class Need:
    """What must be proven before something may be done.

    `factors` is how many different ones; `within` how many seconds ago at most; `since` not before which moment, in
    seconds since the epoch; `method` the key of one that must be among the proofs. `in_person`: somebody else's word
    (a granted link) does not stand in for what one proves oneself. `methods` is how many different ones must be proven,
    whatever their factors; those of `without` count for nothing. `strengths` must all be met as well.
    """

    factors: int = 1
    within: int | None = None
    since: int | None = None
    is_phishing_resistant: bool = False
    method: str = ""
    in_person: bool = False
    methods: int = 1
    without: frozenset[str] = frozenset()
    strengths: tuple[Strength, ...] = ()

    def and_also(self, other: Need) -> Need:
        """Return the need that meets both; of two methods the other's is kept."""
        times = [seconds for seconds in (self.within, other.within) if seconds is not None]
        moments = [moment for moment in (self.since, other.since) if moment is not None]
        return Need(
            factors=max(self.factors, other.factors),
            within=min(times) if times else None,
            since=max(moments) if moments else None,
            is_phishing_resistant=self.is_phishing_resistant or other.is_phishing_resistant,
            method=other.method or self.method,
            in_person=self.in_person or other.in_person,
            methods=max(self.methods, other.methods),
            without=self.without | other.without,
            strengths=tuple(dict.fromkeys(self.strengths + other.strengths)),
        )
