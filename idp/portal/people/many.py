"""One act for everybody chosen in the list: the number and names first, then what came of each."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.refusals import Refusal
from accounts.users.access import seen_by
from accounts.users.models import Group, User
from accounts.users.roles import Act, may
from idp.portal.gate import asker
from idp.portal.people import members
from idp.portal.people.acts import ACTS, PersonAct

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_AT_ONCE = 500
NAMED = 10
INTO_GROUP = "group:"
_TAKES_TWO = gettext_lazy(
    "The policy names this group, so a second person agrees to who comes in. Add them on the group's own page."
)

# Everybody whom a list shows that was asked for by this query.
Listed = Callable[[str], QuerySet[User]]
# Does an act to somebody, or only looks whether it could be done: why not, "" otherwise.
Each = Callable[[PersonAct, User, User], "StrOrPromise"]


@dataclass(frozen=True)
class NotDone:
    """Somebody to whom it could not be done, and why."""

    person: User
    why: StrOrPromise


def choices_for(user: User) -> list[tuple[str, StrOrPromise]]:
    """What this asker may do to many, by key: acts, and putting them into a group."""
    acts = [(act.key, act.label) for act in ACTS if act.is_for_many and may(user, act.act)]
    if not may(user, Act.CHANGE_GROUPS):
        return acts
    groups = seen_by(user, Group.objects.all(), act=Act.SEE_GROUPS)[: members.MOST_GROUPS_OFFERED]
    into = [
        (f"{INTO_GROUP}{one.pk}", _("Add to the group %(group)s") % {"group": one.name}) for one in groups
    ]
    return [*acts, *into]


def many_page(
    request: HttpRequest, *, people: QuerySet[User], listed: Listed, frame: dict[str, Any]
) -> HttpResponse:
    """Asks first, with the number and the first names; then does it to each, and tells what came of that.

    `people` are whom this asker sees. Of what could not be done to one, the others hear nothing.
    """
    list_url = _list_url(request)
    if request.method != "POST":
        return redirect(list_url)
    act = _act_called(request.POST.get("act", ""), user=asker(request))
    chosen = _chosen(request, people=people, listed=listed)
    if not chosen or len(chosen) > MOST_AT_ONCE:
        messages.warning(
            request, _too_many() if chosen else _("Tick whom you mean, or choose everybody listed.")
        )
        return redirect(list_url)
    is_confirmed = request.POST.get("confirmed") == "yes"
    each = _done_to if is_confirmed else _why_not
    not_done = _not_done(each, act, chosen, actor=asker(request))
    # Where it can be done to nobody there is nothing to confirm.
    context = {**frame, "list": request.POST.get("list", ""), "list_url": list_url}
    if not is_confirmed and len(not_done) < len(chosen):
        return render(request, "idp/portal/people/many.html", context | _asked(act, chosen, not_done))
    done = len(chosen) - len(not_done)
    context |= {"act": act, "done": done, "not_done": not_done}
    return render(request, "idp/portal/people/many_done.html", context)


def _list_url(request: HttpRequest) -> str:
    """The list that one came from, as it was searched and filtered."""
    query = QueryDict(request.POST.get("list", "")).urlencode()
    return reverse("admin:accounts_user_changelist") + (f"?{query}" if query else "")


def _act_called(key: str, *, user: User) -> PersonAct:
    """The act that was chosen. Raises Http404 for one that is not there, or not theirs to do."""
    if key not in {offered for offered, _label in choices_for(user)}:
        raise Http404(f"no act {key!r} for many")
    if key.startswith(INTO_GROUP):
        return _into_group(Group.objects.get(pk=key.removeprefix(INTO_GROUP)))
    return next(act for act in ACTS if act.key == key)


def _into_group(group: Group) -> PersonAct:
    named, is_held = {"group": group.name}, members.needs_two(group)
    return PersonAct(
        key=f"{INTO_GROUP}{group.pk}",
        act=Act.CHANGE_PERSON,
        icon="people",
        label=_("Add to the group %(group)s") % named,
        help="",
        title=_("Add %%(who)s to %(group)s?") % {"group": group.name.replace("%", "%%")},
        text=_("What the policy says of the group holds for them from their next request on."),
        button=_("Add to the group"),
        why_not=lambda person: _TAKES_TWO if is_held else members.why_not_in(group, person),
        do=lambda person, actor: members.add(group, [person], actor=actor),
    )


def _chosen(request: HttpRequest, *, people: QuerySet[User], listed: Listed) -> list[User]:
    """Those that were ticked, or everybody of the list; one more than may be, so that too many is seen."""
    if request.POST.get("whom") == "listed":
        return list(listed(request.POST.get("list", ""))[: MOST_AT_ONCE + 1])
    ids = [found for one in request.POST.getlist("chosen")[: MOST_AT_ONCE + 1] if (found := _id(one))]
    return list(people.filter(pk__in=ids).select_related("tenant").order_by("username"))


def _id(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        return None


def _asked(act: PersonAct, chosen: list[User], not_done: list[NotDone]) -> dict[str, Any]:
    """The question, about those whom it meets; the others are sent along, and it is said of them why not."""
    others = {one.person.pk for one in not_done}
    meets = [person for person in chosen if person.pk not in others]
    who = ngettext("%(n)d person", "%(n)d people", len(meets)) % {"n": len(meets)}
    return {
        "act": act,
        "title": act.title % {"who": who},
        "chosen": chosen,
        "named": meets[:NAMED],
        "more": max(0, len(meets) - NAMED),
        "not_met": len(others),
    }


def _not_done(each: Each, act: PersonAct, chosen: list[User], *, actor: User) -> list[NotDone]:
    return [NotDone(person, why) for person in chosen if (why := each(act, person, actor))]


def _done_to(act: PersonAct, person: User, actor: User) -> StrOrPromise:
    """Do it to one; return why not, "" when it is done."""
    if why := _why_not(act, person, actor):
        return why
    try:
        act.do(person, actor)
    except Refusal as refused:
        return str(refused.public_text)
    return ""


def _why_not(act: PersonAct, person: User, actor: User) -> StrOrPromise:
    if not may(actor, act.act, on=person):
        return _("You may not do this to them.")
    return act.why_not(person)


def _too_many() -> StrOrPromise:
    words = gettext_lazy("That is more than %(most)d people. Choose fewer by the search and the filters.")
    return words % {"most": MOST_AT_ONCE}
