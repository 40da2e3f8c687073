"""Whom a change of the policy meets, as an answer: the numbers of the portal's preview."""

from __future__ import annotations

from typing import Any

from idp.portal.policy.effect import Effect, MethodEffect, Named
from idp.portal.policy.strengths.effect import Newly


def effect_facts(effect: Effect, *, with_names: bool) -> dict[str, Any]:
    """`with_names`: may whoever asks know who these people are? How many there are stands there all the same."""

    def people(some: Named) -> dict[str, Any]:
        names = list(some.names) if with_names else []
        return {"count": some.count, "estimated": some.is_about, "names": names}

    return {
        "people_notice": effect.meets_people,
        "estimated": effect.is_estimated,
        "methods": [{**_of_method(one), "spoiled": people(one.spoiled)} for one in effect.methods],
        "parts": [str(words) for words in effect.parts],
        "strengths": [_of_strength(one, with_names=with_names) for one in effect.strengths],
        "lose_last_way": people(effect.lost_last),
        "lose_second_way": people(effect.lost_second),
        "asked_two_steps": people(effect.asked_more),
        "asked_two_steps_no_more": people(effect.asked_less),
        "closes_portal": effect.closes_portal,
    }


def _of_method(one: MethodEffect) -> dict[str, Any]:
    return {
        "method": one.method.key,
        "gaining": one.gaining,
        "ready": one.ready,
        "losing": one.losing,
        "turns_off": one.turns_off,
        "estimated": one.is_about,
    }


def _of_strength(one: Newly, *, with_names: bool) -> dict[str, Any]:
    return {
        "what": one.label,
        "strength": one.strength,
        "only_reported": one.is_only_reported,
        "asked": one.asked,
        "too_weak": {
            "count": one.too_weak,
            "estimated": one.is_about,
            "names": list(one.names) if with_names else [],
        },
    }
