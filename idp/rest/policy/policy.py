"""The policy: every section, one of them, and a change of one, judged and saved as its page does it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_tokens.scopes import acts_of
from accounts.many.by_index import by_index
from accounts.policy.changing import (
    Policy,
    PolicyChangedMeanwhile,
    PolicyImpossible,
    differences,
    fingerprint,
    policy_as_it_stands,
)
from accounts.refusals import NotYours
from accounts.users.roles import Act
from devices.four_eyes.refusals import NeedsSecondPerson
from idp.portal.four_eyes.holding import holds_policy
from idp.portal.policy.effect import Effect, effect_of
from idp.portal.policy.form import why_not
from idp.portal.policy.plain import Unfit, read, values_of
from idp.portal.policy.sections import Section, find_section, of_everybody, of_methods
from idp.portal.policy.services import save_policy
from idp.portal.policy.strengths.sections import of_sets
from idp.portal.policy.words import in_words
from idp.rest.calls import Call
from idp.rest.messages import responses
from idp.rest.messages.sent import PolicyChange
from idp.rest.policy.effect import effect_facts
from idp.rest.refusals import Malformed, PeopleWillNotice


class PolicyCall(Call):
    """What both have in common."""

    def facts(self, section: Section, stands: Policy) -> dict[str, Any]:
        return {
            "key": section.address,
            "title": str(section.title),
            "values": values_of(section, self.tenant, stands),
            "since": fingerprint(stands, section.key),
        }


class WholePolicy(PolicyCall):
    @extend_schema(operation_id="read_policy", request=None, responses={200: responses.Policy})
    def get(self, request: Request) -> Response:
        """A section for each method, and for each part that belongs to none. Takes `policy:read`.

        After them one for each strength of the organisation's own: `strengths-` and its key, `strengths-new` makes one.
        """
        self.allow(Act.SEE_POLICY)
        stands = policy_as_it_stands(self.tenant)
        sections: list[Section] = [*of_methods(), *of_everybody(self.tenant), *of_sets(stands)]
        return Response({"sections": [self.facts(section, stands) for section in sections]})


class OneSection(PolicyCall):
    @extend_schema(operation_id="read_policy_section", request=None, responses={200: responses.Section})
    def get(self, request: Request, key: str) -> Response:
        """One section. Takes `policy:read`."""
        self.allow(Act.SEE_POLICY)
        return Response(self.facts(self._section(key), policy_as_it_stands(self.tenant)))

    @extend_schema(
        operation_id="change_policy_section", request=PolicyChange, responses={200: responses.PolicyChanged}
    )
    def patch(self, request: Request, key: str) -> Response:
        """Change one section, or see whom that would meet. Takes `policy:write`."""
        self.allow(Act.CHANGE_POLICY)
        section, sent = self._section(key), self.body(PolicyChange)
        self.allow(section.act)
        now = policy_as_it_stands(self.tenant)
        wanted = self._wanted(section, now, sent["values"])
        if sent["since"] and sent["since"] != fingerprint(now, section.key):
            raise PolicyChangedMeanwhile(self.tenant.slug)
        with by_index():
            effect = effect_of(self.tenant, now=now, wanted=wanted, asker=self.maker)
        if sent["dry_run"]:
            return Response(self._answer(section, now, wanted, effect, is_saved=False))
        if not sent["since"]:
            raise Malformed(problems={"since": ["required to save"]})
        if holds_policy(self.tenant):
            raise NeedsSecondPerson(f"policy of {self.tenant.slug}")
        if effect.meets_people and not sent["confirmed"]:
            raise PeopleWillNotice(self._facts_of(effect))
        save_policy(self.tenant, wanted, actor=self.maker, since=fingerprint(now))
        return Response(self._answer(section, now, wanted, effect, is_saved=True))

    def _section(self, key: str) -> Section:
        found = find_section(self.tenant, key)
        if found is None:
            raise NotYours(f"no section {key!r}")
        return found

    def _wanted(self, section: Section, now: Policy, values: dict[str, Any]) -> Policy:
        """What was sent over what stands, if it can be saved."""
        try:
            wanted = read(section, self.tenant, now, values)
        except Unfit as unfit:
            raise Malformed(problems=unfit.problems) from unfit
        if found := dict(why_not(self.tenant, wanted, stands=now, asker=self.maker)):
            raise PolicyImpossible(found)
        return wanted

    def _answer(
        self, section: Section, now: Policy, wanted: Policy, effect: Effect, *, is_saved: bool
    ) -> dict[str, Any]:
        told = in_words(differences(now, wanted.over(now)))
        names = ("name", "before", "after", "came", "went")
        return {
            "saved": is_saved,
            "since": fingerprint(wanted.over(now) if is_saved else now, section.key),
            "differences": [{name: getattr(one, name) for name in names} for one in told],
            "effect": self._facts_of(effect),
        }

    def _facts_of(self, effect: Effect) -> dict[str, Any]:
        return effect_facts(effect, with_names=Act.SEE_PEOPLE in acts_of(self.token.scopes))
