"""Saving a policy as a file says it: said in words, never in the place of a second person, nobody locked out unsaid."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.many.estimating import Some
from accounts.policy.changing import Policy, change, differences, fingerprint
from accounts.policy.ways_in import lost_ways
from accounts.users.access import users_in
from idp.configuration.chapters import Wish
from idp.configuration.refusals import wrong
from idp.portal.four_eyes.holding import holds_policy
from idp.portal.policy.effect import Named, named
from idp.portal.policy.words import Difference, in_words


def save(wish: Wish, stands: Policy, wanted: Policy, *, place: str) -> Iterator[str]:
    """Make it the policy; yield what that changes. Raises CannotBringIn, with `place` for where it stands."""
    changed = differences(stands, wanted.over(stands))
    if not changed:
        return
    if holds_policy(wish.tenant):
        raise wrong(place, _("A second person has to agree to this on their phone. Do it in the portal."))
    yield from (_line(one) for one in in_words(changed))
    lost = lost_ways(users_in(wish.tenant), now=stands, wanted=wanted)
    if (last := named(Some(lost.last))).count:
        words = _lose_last(last)
        if not (wish.may_lock_out or wish.is_dry):
            raise wrong(place, words)
        yield words if wish.may_lock_out else _("Only with --anyway: %(what)s") % {"what": words}
    if (second := named(Some(lost.second))).count:
        yield _lose_second(second)
    change(wish.tenant, wanted, actor=None, since=fingerprint(stands))


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
