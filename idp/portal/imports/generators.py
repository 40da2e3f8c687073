"""A row about a code generator, as makers send them: handed out, or put into the organisation's list (F08)."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.jobs.findings import Finding, Row, Verdict, refused
from accounts.jobs.kinds import Asked, Kind
from accounts.policy.facts import allowance_of
from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act, may
from devices.code_generators import services
from devices.code_generators.listing import COLUMNS, MOST_ROWS, Listed, UnreadableRow, read_row
from devices.code_generators.models import CodeGenerator
from devices.code_generators.refusals import AlreadyHandedOut, CodeGeneratorsNotAllowed
from devices.otp.source import refuse_one_more

UPN, SERIAL, SECRET, INTERVAL = COLUMNS
HEADINGS = {
    UPN: frozenset({UPN, "username", "user name", "user principal name", "användarnamn"}),
    SERIAL: frozenset({SERIAL, "serial", "serienummer"}),
    SECRET: frozenset({SECRET, "secret", "hemlig nyckel"}),
    INTERVAL: frozenset({INTERVAL, "timeinterval", "tidsintervall"}),
    # Makers write them; nothing hangs on them here.
    "manufacturer": frozenset({"manufacturer", "tillverkare"}),
    "model": frozenset({"model", "modell"}),
}


def look(asked: Asked, row: Row) -> Finding:
    """What this row would do. Changes nothing."""
    listed = _listed(row)
    if CodeGenerator.objects.filter(tenant=asked.tenant, name=services.read_serial(listed.serial)).exists():
        raise AlreadyHandedOut(listed.serial)
    if not listed.username:
        unclaimed = services.unclaimed_of(asked.tenant)
        if unclaimed.filter(name=services.read_serial(listed.serial)).exists():
            return refused(_("It is in the organisation's list already."))
        return Finding(Verdict.ADD, (_("into the organisation's list"),))
    person = _person(listed, asked)
    if person is None:
        return refused(_("Nobody of this organisation has that username."))
    if not may(asked.actor, Act.GIVE_METHOD, on=person):
        return refused(_("You may not hand one out to this person."))
    if not allowance_of(person, services.KEY).is_allowed:
        raise CodeGeneratorsNotAllowed(person.username)
    refuse_one_more(person)
    return Finding(Verdict.ADD, (_("to %(who)s") % {"who": person.username},))


def carry_out(asked: Asked, row: Row) -> None:
    """Do what `look` said, as whoever sent the file."""
    listed = _listed(row)
    person = _person(listed, asked) if listed.username else None
    if person is None:
        services.keep_unclaimed(asked.tenant, serial=listed.serial, made=listed.made, actor=asked.actor)
    else:
        services.give(person, serial=listed.serial, made=listed.made, actor=asked.actor)


def about(row: Row) -> str:
    return services.read_serial(row.cells.get(SERIAL, ""))


def called(row: Row) -> str:
    return row.cells.get(SERIAL, "")


def without_secret(row: Row) -> Row:
    """Where the key has gone to it is encrypted by itself, and nobody is shown it."""
    return Row(row.line, {name: cell for name, cell in row.cells.items() if name != SECRET})


def _listed(row: Row) -> Listed:
    try:
        return read_row({column: row.cells.get(column, "") for column in COLUMNS})
    except UnreadableRow as why:
        raise UnfitGenerator(str(why)) from why


def _person(listed: Listed, asked: Asked) -> User | None:
    people = users_in(asked.tenant).filter(goes_at=None).select_related("tenant__policy")
    return people.filter(username=canonical_username(listed.username)).first()


class UnfitGenerator(Refusal):
    """A row that cannot be read; of its key it never repeats anything (I10)."""

    code = "unfit_row"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.public_text = f"{capfirst(why)}."


KIND = Kind(
    key="code-generators",
    label=gettext_lazy("Import code generators"),
    act=Act.IMPORT_PEOPLE,
    columns=HEADINGS,
    needed=COLUMNS,
    most_rows=MOST_ROWS,
    about=about,
    called=called,
    look=look,
    carry_out=carry_out,
    kept=without_secret,
)
