"""A row about a person: added, changed or left as they are, by the verbs of the forms, never above who asks (E04)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.log import record
from accounts.jobs.cells import each_of
from accounts.jobs.findings import Finding, Row, Verdict, refused
from accounts.jobs.kinds import Asked, Kind
from accounts.mail.services import is_on
from accounts.refusals import Refusal
from accounts.tenants.names import shown
from accounts.tenants.resolve import canonical_username
from accounts.users import services
from accounts.users.access import lock_user, users_in
from accounts.users.events import CHANGED
from accounts.users.mail_address import canonical_mail_address, mail_address_in
from accounts.users.models import Group, User
from accounts.users.new_names import refuse_deceptive
from accounts.users.roles import Act, has_role, may, roles_given_by
from accounts.ways.one_time_link import inviting
from devices.four_eyes.choosing import is_needed
from idp.portal.forms.people import refuse_deleted, tenant_for
from idp.portal.four_eyes import holding
from idp.portal.people import members

MOST_ROWS = 200_000
MOST_GROUPS = 100
MAKES_GROUPS = "makes_groups"
YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j"})
NO = frozenset({"", "no", "n", "false", "0", "nej"})
COLUMNS = {
    "username": frozenset({"username", "user name", "upn", "user principal name", "användarnamn"}),
    "name": frozenset({"name", "display name", "namn"}),
    "mail": frozenset({"mail", "email", "e-mail", "mail address", "e-post", "epost", "e-postadress"}),
    "groups": frozenset({"groups", "group", "grupper", "grupp"}),
    "role": frozenset({"role", "roll"}),
    "invite": frozenset({"invite", "bjud in"}),
}


class Unfit(Refusal):
    """A row that cannot be meant so; `public_text` says why."""

    code = "unfit_row"

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.public_text = text


@dataclass(frozen=True)
class Wish:
    """What a row asks for; "" and () leave as it is."""

    username: str
    name: str
    mail: str
    groups: tuple[str, ...]
    role: str
    invites: bool


def look(asked: Asked, row: Row) -> Finding:
    """What this row would do. Changes nothing."""
    wish = _wish_of(row, asked)
    person = users_in(asked.tenant).filter(username=wish.username).select_related("tenant").first()
    _refuse_groups(wish, asked)
    _refuse_held_groups(wish, person, asked)
    if person is None:
        return _look_at_new(wish, asked)
    if not may(asked.actor, Act.CHANGE_PERSON, on=person):
        return refused(_("You may not change this person."))
    if wish.role and not has_role(person, wish.role):
        return refused(_("They have another role. It is changed on their own page."))
    changes = _changes_of(wish, person, asked)
    return Finding(Verdict.CHANGE, tuple(changes)) if changes else Finding(Verdict.SAME)


def carry_out(asked: Asked, row: Row) -> None:
    """Do what `look` said, as whoever sent the file."""
    wish = _wish_of(row, asked)
    person = users_in(asked.tenant).filter(username=wish.username).select_related("tenant").first()
    groups = _groups_for(wish, asked)
    if person is None:
        person = services.create_person(
            wish.username,
            tenant=asked.tenant,
            display_name=wish.name,
            role=wish.role or User.Role.MEMBER,
            mail_address=wish.mail,
            groups=groups,
            actor=asked.actor,
        )
        if wish.invites:
            inviting.invite(person, actor=asked.actor)
        return
    _change(person, wish, groups, asked)


def _wish_of(row: Row, asked: Asked) -> Wish:
    """The row, read. Raises Refusal."""
    cells = row.cells
    username = canonical_username(cells.get("username", ""))
    try:
        is_of_theirs = tenant_for(asked.actor, username) == asked.tenant
    except ValidationError as why:
        raise Unfit(" ".join(why.messages)) from why
    if not is_of_theirs:
        raise Unfit(_("Usernames here end in a verified domain of the organisation."))
    longest = User._meta.get_field("display_name").max_length or 0
    if len(cells.get("name", "")) > longest:
        raise Unfit(_("The name is longer than %(most)d characters.") % {"most": longest})
    invites = cells.get("invite", "").casefold()
    if invites not in YES | NO:
        raise Unfit(_("In the column “invite” write yes or no."))
    return Wish(
        username=username,
        name=shown(cells.get("name", ""), longest=longest),
        mail=canonical_mail_address(cells["mail"]) if "mail" in cells else "",
        groups=_names_of(cells.get("groups", "")),
        role=_role_of(cells.get("role", ""), asked),
        invites=invites in YES,
    )


def _names_of(written: str) -> tuple[str, ...]:
    """The groups of a cell, once each."""
    longest = Group._meta.get_field("name").max_length or 0
    parts = [" ".join(part.split()) for part in each_of(written)]
    if any(len(part) > longest for part in parts):
        raise Unfit(_("The name of a group is longer than %(most)d characters.") % {"most": longest})
    names = tuple(dict.fromkeys(name for part in parts if (name := shown(part, longest=longest))))
    if len(names) > MOST_GROUPS:
        raise Unfit(_("A row names at most %(most)d groups.") % {"most": MOST_GROUPS})
    return names


def _role_of(written: str, asked: Asked) -> str:
    """The role that is written, by its name or its key; never one that the asker could not give by hand (T23)."""
    if not written:
        return ""
    for role in User.Role:
        if written.casefold() in {role.value, role.value.replace("_", " "), str(role.label).casefold()}:
            if role not in roles_given_by(asked.actor):
                raise Unfit(_("You may not give this role."))
            return role.value
    raise Unfit(_("There is no role “%(role)s”.") % {"role": shown(written)})


def _refuse_groups(wish: Wish, asked: Asked) -> None:
    """Refuse a group that is not there, where none is to be made."""
    if not wish.groups or (asked.options.get(MAKES_GROUPS) and _may_make_groups(asked)):
        return
    there = set(
        Group.objects.filter(tenant=asked.tenant, name__in=wish.groups).values_list("name", flat=True)
    )
    if lacking := [name for name in wish.groups if name not in there]:
        raise Unfit(_("There is no group “%(group)s”.") % {"group": lacking[0]})


def _refuse_held_groups(wish: Wish, person: User | None, asked: Asked) -> None:
    """Refuse to put anybody into a group where that takes a second person (E22)."""
    if not wish.groups or not is_needed(members.BY_TWO, asked.tenant):
        return
    already = _groups_of(person) if person is not None else set()
    for group in Group.objects.filter(tenant=asked.tenant, name__in=set(wish.groups) - already):
        if members.needs_two(group):
            text = _("Who comes into “%(group)s” takes a second person. Add them on the group's own page.")
            raise Unfit(text % {"group": group.name})


def _may_make_groups(asked: Asked) -> bool:
    return may(asked.actor, Act.CHANGE_GROUPS, on=asked.tenant)


def _look_at_new(wish: Wish, asked: Asked) -> Finding:
    try:
        refuse_deleted(wish.username)
    except ValidationError as why:
        raise Unfit(" ".join(why.messages)) from why
    refuse_deceptive(wish.username, tenant=asked.tenant)
    _refuse_held_role(wish, asked)
    said = [_("as %(role)s") % {"role": User.Role(wish.role).label}] if wish.role else []
    said += [_("into %(group)s") % {"group": name} for name in wish.groups]
    if wish.invites:
        _refuse_inviting(wish, asked)
        said.append(_("invited by mail"))
    return Finding(Verdict.ADD, tuple(said))


def _refuse_held_role(wish: Wish, asked: Asked) -> None:
    """A role that takes a second person is given on the page of whoever is there already (E22)."""
    if holding.holds_role(User(tenant=asked.tenant), wish.role):
        raise Unfit(_("This role takes a second person. Add them without it, and give it on their own page."))


def _refuse_inviting(wish: Wish, asked: Asked) -> None:
    if not may(asked.actor, Act.INVITE_PERSON, on=asked.tenant):
        raise Unfit(_("You may not invite anybody."))
    if not is_on():
        raise Unfit(_("This installation sends no mail, so nobody can be invited."))
    if not (wish.mail or mail_address_in(wish.username)):
        raise Unfit(_("Without a mail address nobody can be invited."))


def _changes_of(wish: Wish, person: User, asked: Asked) -> list[str]:
    """What would be changed about somebody who is there, in words. Groups are only added to."""
    said = []
    if wish.name and wish.name != person.display_name:
        said.append(_("name: %(name)s") % {"name": wish.name})
    if wish.mail and wish.mail != person.mail_address:
        said.append(_("mail address: %(mail)s") % {"mail": wish.mail})
    said += [_("into %(group)s") % {"group": name} for name in wish.groups if name not in _groups_of(person)]
    if wish.invites and person.invited_at is None and person.last_login is None:
        _refuse_inviting(wish, asked)
        said.append(_("invited by mail"))
    return said


def _groups_of(person: User) -> set[str]:
    return set(person.member_groups.values_list("name", flat=True))


def _groups_for(wish: Wish, asked: Asked) -> list[Group]:
    """The groups that are named; those that are not there are made, which `look` has allowed."""
    groups = []
    for name in wish.groups:
        group, is_new = Group.objects.get_or_create(tenant=asked.tenant, name=name)
        if is_new:
            record(members.ADDED, tenant=asked.tenant, actor=asked.actor, name=name)
        groups.append(group)
    return groups


def _change(person: User, wish: Wish, groups: list[Group], asked: Asked) -> None:
    locked = lock_user(person.pk, actor=asked.actor)
    if wish.name and wish.name != locked.display_name:
        changed = {"display_name": [locked.display_name, wish.name]}
        User.objects.filter(pk=locked.pk).update(display_name=wish.name)
        record(CHANGED, tenant=asked.tenant, subject=locked, actor=asked.actor, changed=changed)
    if wish.mail:
        services.change_mail_address(locked, wish.mail, actor=asked.actor)
    already = _groups_of(locked)
    for group in groups:
        if group.name not in already:
            members.add(group, [locked], actor=asked.actor)
    if wish.invites and locked.invited_at is None and locked.last_login is None:
        inviting.invite(locked, actor=asked.actor)


def about(row: Row) -> str:
    """The person whom a row is about; "" where its username is none."""
    try:
        return canonical_username(row.cells.get("username", ""))
    except Refusal:
        return ""


def called(row: Row) -> str:
    """What a row is called in the list of what came of it."""
    return row.cells.get("username") or row.cells.get("name", "")


KIND = Kind(
    key="people",
    label=gettext_lazy("Import people"),
    act=Act.IMPORT_PEOPLE,
    columns=COLUMNS,
    needed=("username",),
    most_rows=MOST_ROWS,
    about=about,
    called=called,
    look=look,
    carry_out=carry_out,
)
