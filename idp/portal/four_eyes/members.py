"""Who is in a group that the policy names, where two change the policy: asked for here, done once another agreed (E22).

To put somebody into such a group, or take them out, changes what is asked of them as a change of the policy does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import NotYours
from accounts.users.access import users_in
from accounts.users.models import Group, User
from accounts.users.roles import Act, looks_after_others, may
from devices.four_eyes import asking
from devices.four_eyes.kinds import ActKind
from devices.four_eyes.models import AskedAct
from devices.four_eyes.refusals import NotYourAct
from idp.portal.four_eyes.acts import POLICY
from idp.portal.gate import asker
from idp.portal.people import members


def ask_for_members(
    request: HttpRequest, group: Group, *, coming: Iterable[User] = (), going: Iterable[User] = ()
) -> AskedAct:
    """Asks, and says so on the next page."""
    values = {"group": group.pk, "add": _ids(coming), "remove": _ids(going)}
    asked = asking.ask(members.BY_TWO, tenant=group.tenant, by=asker(request), values=values)
    words = _("Who is in %(group)s stays as it is until a second person has agreed on their phone.")
    messages.info(request, words % {"group": group.name})
    return asked


def groups_at_once(
    request: HttpRequest, person: User, wanted: Iterable[Group], *, stands: Iterable[Group]
) -> list[Group]:
    """The groups that somebody is in from now on; of those that take two it is asked, and they stay as they are."""
    chosen, there = set(wanted), set(stands)
    held = {group for group in chosen ^ there if members.needs_two(group)}
    for group in sorted(held, key=lambda one: one.name):
        side = "coming" if group in chosen else "going"
        ask_for_members(request, group, **{side: [person]})
    return sorted((chosen - held) | (there & held), key=lambda one: one.name)


def _ids(people: Iterable[User]) -> list[str]:
    return sorted(str(person.pk) for person in people)


def _group_of(asked: AskedAct) -> Group | None:
    return Group.objects.filter(tenant=asked.tenant, pk=asked.values["group"]).first()


def _people_of(asked: AskedAct, side: str) -> Sequence[User]:
    """Those who still are there; whoever has a role comes first: of many people a phone shows only so many."""
    found = users_in(asked.tenant).filter(pk__in=asked.values[side], goes_at=None).select_related("tenant")
    return sorted(found, key=lambda one: (not looks_after_others(one.role), one.username))


def _in_words(asked: AskedAct) -> str:
    group = _group_of(asked)
    return _("Change who is in the group %(group)s") % {"group": group.name if group is not None else ""}


def _each_person(asked: AskedAct) -> list[str]:
    group = _group_of(asked)
    if group is None:
        return []
    into, out_of = _("Into the group %(group)s: %(who)s"), _("Out of the group %(group)s: %(who)s")
    sides = ((into, "add"), (out_of, "remove"))
    return [
        words % {"group": group.name, "who": person.username}
        for words, side in sides
        for person in _people_of(asked, side)
    ]


def _change_members(asked: AskedAct, second: User) -> None:
    """As it was asked for, of those whom both may still change."""
    group = _group_of(asked)
    if group is None:
        raise NotYours(f"no group {asked.values['group']}")
    coming, going = _people_of(asked, "add"), _people_of(asked, "remove")
    for person in (*coming, *going):
        if not all(may(one, Act.CHANGE_PERSON, on=person) for one in (asked.asked_by, second)):
            raise NotYourAct(f"{person.username} may not be changed by both")
    members.add(group, coming, actor=asked.asked_by, second=second)
    members.remove(group, going, actor=asked.asked_by, second=second)


MEMBERS = ActKind(
    key=members.BY_TWO,
    label=gettext_lazy("Changing who is in a group that the policy names"),
    act=Act.CHANGE_GROUPS,
    words=_in_words,
    lines=_each_person,
    carry_out=_change_members,
    with_kind=POLICY.key,
)
