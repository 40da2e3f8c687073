"""Whom a change of the policy meets, as an answer: the numbers of the portal's preview."""

from __future__ import annotations

from typing import Any

from idp.portal.policy.effect import Effect, MethodEffect, Named


def effect_facts(effect: Effect) -> dict[str, Any]:
    return {
        "people_notice": effect.meets_people,
        "methods": [_of_method(one) for one in effect.methods],
        "parts": [str(words) for words in effect.parts],
        "lose_last_way": _of_people(effect.lost_last),
        "lose_second_way": _of_people(effect.lost_second),
        "closes_portal": effect.closes_portal,
    }


def _of_method(one: MethodEffect) -> dict[str, Any]:
    return {
        "method": one.method.key,
        "gaining": one.gaining,
        "ready": one.ready,
        "losing": one.losing,
        "turns_off": one.turns_off,
    }


def _of_people(people: Named) -> dict[str, Any]:
    return {"count": people.count, "names": list(people.names)}
