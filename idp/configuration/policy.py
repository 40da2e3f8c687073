"""The policy, a member for each of its pages, judged and saved as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.many.estimating import Some
from accounts.policy.changing import Policy, change, differences, fingerprint, policy_as_it_stands
from accounts.policy.ways_in import lost_ways
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.refusals import CannotBringIn, wrong
from idp.portal.four_eyes.holding import holds_policy
from idp.portal.policy.effect import Named, named
from idp.portal.policy.form import why_not
from idp.portal.policy.plain import Unfit, read, values_of
from idp.portal.policy.sections import Section, find_section, of_everybody, of_methods
from idp.portal.policy.words import Difference, in_words

KEY = "policy"


def _written(tenant: Tenant) -> dict[str, Any]:
    stands = policy_as_it_stands(tenant)
    sections: list[Section] = [*of_methods(), *of_everybody(tenant)]
    return {section.key: values_of(section, tenant, stands) for section in sections}


def _bring_in(wish: Wish) -> Iterator[str]:
    tenant = wish.tenant
    stands = policy_as_it_stands(tenant)
    wanted = _wanted(tenant, stands, wish.value)
    changed = differences(stands, wanted.over(stands))
    if not changed:
        return
    if holds_policy(tenant):
        raise wrong(KEY, _("A second person has to agree to this on their phone. Do it in the portal."))
    yield from (_line(one) for one in in_words(changed))
    lost = lost_ways(users_in(tenant), now=stands, wanted=wanted)
    if (last := named(Some(lost.last))).count:
        words = _lose_last(last)
        if not (wish.may_lock_out or wish.is_dry):
            raise wrong(KEY, words)
        yield words if wish.may_lock_out else _("Only with --anyway: %(what)s") % {"what": words}
    if (second := named(Some(lost.second))).count:
        yield _lose_second(second)
    change(tenant, wanted, actor=None, since=fingerprint(stands))


def _wanted(tenant: Tenant, stands: Policy, value: Any) -> Policy:
    """What stands, with everything that the file says over it. Raises CannotBringIn."""
    if not isinstance(value, dict):
        raise wrong(KEY, _("It must be an object, with a member for each page of the policy."))
    wanted, problems = stands, []
    for key, values in value.items():
        section = find_section(tenant, key)
        if section is None or not isinstance(values, dict):
            problems.append((f"{KEY}.{key}", _("There is no such page of the policy.")))
            continue
        try:
            wanted = read(section, tenant, wanted, values)
        except Unfit as unfit:
            problems += [(_place(key, name), " ".join(told)) for name, told in unfit.problems.items()]
    problems = problems or [(_place(*name.split(".")), str(text)) for name, text in why_not(tenant, wanted)]
    if problems:
        raise CannotBringIn(problems)
    return wanted


def _place(*names: str) -> str:
    return ".".join(filter(None, (KEY, *names)))


def _line(one: Difference) -> str:
    if one.came or one.went:
        said = [_("add %(names)s") % {"names": one.came}] if one.came else []
        said += [_("remove %(names)s") % {"names": one.went}] if one.went else []
        return f"{one.name}: {', '.join(said)}"
    return f"{one.name}: {one.before} → {one.after}"


def _lose_last(people: Named) -> str:
    words = ngettext(
        "%(n)d person could not sign in any more: %(names)s",
        "%(n)d people could not sign in any more: %(names)s",
        people.count,
    )
    return words % {"n": people.count, "names": _names(people)}


def _lose_second(people: Named) -> str:
    words = ngettext(
        "%(n)d person keeps one way to sign in only: %(names)s",
        "%(n)d people keep one way to sign in only: %(names)s",
        people.count,
    )
    return words % {"n": people.count, "names": _names(people)}


def _names(people: Named) -> str:
    return ", ".join(people.names) + (" …" if people.more else "")


CHAPTER = Chapter(key=KEY, rank=20, written=_written, bring_in=_bring_in)
