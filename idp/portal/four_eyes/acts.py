"""The kinds of act that can need a second person, and how each is carried out, by the verb that does it anywhere."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.registry import find
from accounts.policy.changing import Policy, PolicyChangedMeanwhile
from accounts.stored import read_stored
from accounts.users import services
from accounts.users.models import User
from accounts.users.roles import Act, may, roles_given_by
from devices.four_eyes import choosing, kinds
from devices.four_eyes.kinds import ActKind
from devices.four_eyes.models import AskedAct
from idp.portal.areas.ways_in import act_called
from idp.portal.forms.helped import warning_of
from idp.portal.policy.services import save_policy
from idp.portal.policy.words import Difference, in_words

LABELS = dict(User.Role.choices)


def _give_role(asked: AskedAct, second: User) -> None:
    if asked.person is not None:
        role = asked.values["role"]
        services.appoint(asked.person, role, actor=asked.asked_by, second=second.username)


def _role_in_words(asked: AskedAct) -> str:
    return _("Give the role %(role)s") % {"role": LABELS.get(asked.values["role"], asked.values["role"])}


def _role_with_warning(asked: AskedAct) -> list[str]:
    """Of somebody whom others let in lately the second person reads that too."""
    warning = warning_of(asked.person) if asked.person is not None else ""
    return [_role_in_words(asked), warning] if warning else []


def _help_in_words(asked: AskedAct) -> str:
    act = act_called(asked.values["help"])
    return _("%(act)s, for somebody who has a role") % {"act": act.label}


def _may_help(person: User, asked: AskedAct) -> bool:
    return asked.person is not None and may(person, act_called(asked.values["help"]).act, on=asked.person)


def _loosen(asked: AskedAct, second: User) -> None:
    stays = choosing.chosen_in(asked.tenant) - set(asked.values["without"])
    choosing.choose(asked.tenant, stays, actor=asked.asked_by, second=second)


def _loosen_in_words(asked: AskedAct) -> str:
    found = [kinds.find(key) for key in asked.values["without"]]
    return _("Need no second person any more for: %(acts)s") % {
        "acts": ", ".join(str(kind.label) for kind in found if kind is not None)
    }


def _change_policy(asked: AskedAct, second: User) -> None:  # noqa: ARG001  the contract's signature
    """As it was asked for, of the policy that both were shown: where another stands by now, nothing is done."""
    wanted = read_stored(Policy, asked.values["wanted"])
    if wanted is None:
        raise PolicyChangedMeanwhile(str(asked))
    save_policy(
        asked.tenant,
        wanted,
        actor=asked.asked_by,
        since=asked.values["since"],
        remove=asked.values["remove"],
        as_of=read_stored(datetime, asked.values["as_of"]),
    )


def _each_setting(asked: AskedAct) -> list[str]:
    """What is removed first: of many settings a phone shows only so many."""
    titles = [
        method.policy.title for key in asked.values["remove"] if (method := find(key)) and method.policy
    ]
    removed = [_("Remove what people have set up: %(way)s") % {"way": title} for title in titles]
    return removed + [_setting(one) for one in in_words(asked.values["changed"])]


def _setting(one: Difference) -> str:
    """One setting as the phone shows it: what it was and becomes, or what comes and goes."""
    if one.came or one.went:
        named = [_("add %(names)s") % {"names": one.came}] if one.came else []
        named += [_("remove %(names)s") % {"names": one.went}] if one.went else []
        return f"{one.name}: {', '.join(named)}"
    return f"{one.name}: {one.before} → {one.after}"


APPOINT = ActKind(
    key="appoint",
    label=gettext_lazy("Giving a role"),
    help=gettext_lazy(
        "Making anybody an admin of any kind, helpdesk or reader. Taking a role away needs nobody."
    ),
    act=Act.APPOINT,
    words=_role_in_words,
    lines=_role_with_warning,
    may_also=lambda person, asked: asked.values["role"] in roles_given_by(person),
    carry_out=_give_role,
    guards=True,
)
HELP_ADMIN = ActKind(
    key="help_admin",
    label=gettext_lazy("Handing a way in to somebody who has a role"),
    help=gettext_lazy(
        "Passes, one-time links, passwords and code generators for admins, helpdesk and readers. Whoever asked hands "
        "it out, within an hour after somebody agreed."
    ),
    act=Act.APPOINT,
    words=_help_in_words,
    may_also=_may_help,
    guards=True,
)
POLICY = ActKind(
    key="policy",
    label=gettext_lazy("Changing the policy"),
    help=gettext_lazy(
        "How people sign in: every setting under Policy, putting a former policy back, and who is in a group that "
        "the policy names."
    ),
    act=Act.CHANGE_POLICY,
    words=lambda asked: _("Change the policy"),  # noqa: ARG005  one for all
    lines=_each_setting,
    carry_out=_change_policy,
)
LOOSEN = ActKind(
    key="loosen",
    label=gettext_lazy("Needing no second person any more"),
    act=Act.APPOINT,
    words=_loosen_in_words,
    heading=gettext_lazy("Need no second person any more"),
    carry_out=_loosen,
    always=True,
)


def register() -> None:
    """Called once, when the program starts."""
    for kind in (APPOINT, HELP_ADMIN, POLICY, LOOSEN):
        kinds.register(kind)
