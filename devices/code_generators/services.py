"""Code generators: giving one, activating or claiming it, setting its clock right, checking a code, removing one."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.signin.reach import guarded_by
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from accounts.users.access import lock_person, lock_user
from accounts.users.models import User
from devices.code_generators import events
from devices.code_generators.models import CodeGenerator, UnclaimedGenerator
from devices.code_generators.refusals import AlreadyHandedOut, CodeGeneratorsNotAllowed
from devices.otp import stopping, taking
from devices.otp.codes import SHA_1, read_code
from devices.otp.source import MOST_WRONG, refuse_one_more

KEY = "code_generator"
LONGEST_SERIAL = 40


@dataclass(frozen=True, kw_only=True)
class Made:
    """How a code generator was made: `step_seconds` 0 when it shows a new code at each press of its button."""

    secret: bytes
    step_seconds: int = 30
    digits: int = 6
    algorithm: str = SHA_1


def generators_of(user: User | OuterRef) -> QuerySet[CodeGenerator]:
    """Return those that the person has activated, the newest first."""
    return CodeGenerator.objects.filter(user=user, confirmed=True).order_by("-created_at")


def unspent_generators_of(user: User | OuterRef) -> QuerySet[CodeGenerator]:
    """Those whose codes are still taken."""
    return generators_of(user).filter(wrong_in_a_row__lt=MOST_WRONG, stopped_at=None)


def waiting_of(user: User) -> QuerySet[CodeGenerator]:
    """Those that were handed out to this person and are not activated yet, the newest first."""
    return CodeGenerator.objects.filter(user=user, confirmed=False).order_by("-created_at")


def read_serial(written: str) -> str:
    """Return a serial number in the one form in which it is kept and compared."""
    return shown("".join(written.split()), longest=LONGEST_SERIAL).upper()


@transaction.atomic
def give(person: User, *, serial: str, made: Made, actor: User | None) -> CodeGenerator:
    """Hand a code generator out to a person; it counts for nothing until it is activated."""
    locked = lock_person(person, actor=actor)
    if not allowance_of(locked, KEY).is_allowed:
        raise CodeGeneratorsNotAllowed(f"{locked.username} may not use code generators")
    refuse_one_more(locked)
    try:
        with transaction.atomic():
            generator = CodeGenerator.objects.create(
                user=locked,
                tenant=locked.tenant,
                name=read_serial(serial),
                confirmed=False,
                secret_encrypted=CodeGenerator.encrypted(made.secret),
                step_seconds=made.step_seconds,
                digits=made.digits,
                algorithm=made.algorithm,
            )
    except IntegrityError as somebodys:
        raise AlreadyHandedOut(f"serial {serial!r} in {locked.tenant}") from somebodys
    UnclaimedGenerator.objects.filter(tenant=locked.tenant, name=generator.name).delete()
    record(
        events.GIVEN,
        tenant=locked.tenant,
        subject=locked,
        actor=actor,
        generator=generator.name,
        row=generator.pk,
        **guarded_by(locked),
    )
    return generator


@transaction.atomic
def activate(person: User, *, serial: str, codes: list[str], actor: User) -> CodeGenerator | None:
    """Take a first code of one that was handed out, and let it count; None when there is none, or a code is wrong.

    Two codes in a row also set right one whose clock has gone astray, whether or not it counts already.
    """
    locked = lock_person(person, actor=actor)
    if not allowance_of(locked, KEY).is_allowed:
        raise CodeGeneratorsNotAllowed(f"{locked.username} may not use code generators")
    theirs = CodeGenerator.objects.select_for_update().filter(
        user=locked, wrong_in_a_row__lt=MOST_WRONG, stopped_at=None
    )
    generator = theirs.filter(name=read_serial(serial)).first()
    if generator is None:
        return None
    if not generator.take_codes([read_code(code) for code in codes], among=generator.steps_for(codes)):
        return None
    happened = events.SET_RIGHT if generator.confirmed else events.ACTIVATED
    guarded = guarded_by(locked)
    CodeGenerator.objects.filter(pk=generator.pk).update(confirmed=True)
    record(
        happened,
        tenant=locked.tenant,
        subject=locked,
        actor=actor,
        generator=generator.name,
        row=generator.pk,
        **guarded,
    )
    return generator


def is_handed_to(person: User, serial: str) -> bool:
    """Was the one with this serial number handed out to this person, activated or not?"""
    return CodeGenerator.objects.filter(user=person, name=read_serial(serial)).exists()


@transaction.atomic
def keep_unclaimed(tenant: Tenant, *, serial: str, made: Made, actor: User | None) -> UnclaimedGenerator:
    """Put a code generator into the organisation's list: whoever has it in the hand may claim it by a code of it."""
    name = read_serial(serial)
    if CodeGenerator.objects.filter(tenant=tenant, name=name).exists():
        raise AlreadyHandedOut(f"serial {serial!r} in {tenant}")
    kept = UnclaimedGenerator(
        tenant=tenant,
        name=name,
        secret_encrypted=CodeGenerator.encrypted(made.secret),
        step_seconds=made.step_seconds,
        digits=made.digits,
        algorithm=made.algorithm,
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError as there_already:
        raise AlreadyHandedOut(f"serial {serial!r} is in the list of {tenant}") from there_already
    record(events.KEPT, tenant=tenant, actor=actor, generator=name)
    return kept


def unclaimed_of(tenant: Tenant) -> QuerySet[UnclaimedGenerator]:
    """Return those of an organisation that are nobody's yet."""
    return UnclaimedGenerator.objects.filter(tenant=tenant).order_by("name")


@transaction.atomic
def hand_out(person: User, *, serial: str, actor: User) -> bool:
    """Hand one of the organisation's list out to a person, who activates it. False when it is not there."""
    locked = lock_person(person, actor=actor)
    found = unclaimed_of(locked.tenant).select_for_update().filter(name=read_serial(serial)).first()
    if found is None:
        return False
    made = Made(
        secret=base64.b32decode(found.as_of(locked).secret),
        step_seconds=found.step_seconds,
        digits=found.digits,
        algorithm=found.algorithm,
    )
    give(locked, serial=found.name, made=made, actor=actor)
    return True


@transaction.atomic
def remove_unclaimed(tenant: Tenant, *, serial: str, actor: User | None) -> bool:
    """Take one out of the organisation's list: nobody claims it any more. False when it is not there."""
    name = read_serial(serial)
    if not unclaimed_of(tenant).filter(name=name).delete()[0]:
        return False
    record(events.TAKEN_OUT, tenant=tenant, actor=actor, generator=name)
    return True


@transaction.atomic
def claim(person: User, *, serial: str, codes: list[str]) -> CodeGenerator | None:
    """Give this person one of their organisation's that is nobody's yet, by codes of it; it counts from then on.

    None alike where there is none, where it is somebody's, and where a code is wrong; each takes as long.
    """
    locked = lock_user(person.pk, actor=person)
    if not allowance_of(locked, KEY).is_allowed:
        raise CodeGeneratorsNotAllowed(f"{locked.username} may not use code generators")
    refuse_one_more(locked)
    rows = unclaimed_of(locked.tenant).select_for_update()
    found = rows.filter(name=read_serial(serial)).first()
    generator = (found or _nobodys(locked)).as_of(locked)
    step = generator.step_of([read_code(code) for code in codes], among=generator.steps_for(codes))
    if found is None or step is None:
        return None
    guarded = guarded_by(locked)
    found.delete()
    generator.save(force_insert=True)
    generator.note_step(step)
    record(
        events.CLAIMED,
        tenant=locked.tenant,
        subject=locked,
        actor=person,
        generator=generator.name,
        row=generator.pk,
        **guarded,
    )
    return generator


def _nobodys(person: User) -> UnclaimedGenerator:
    """A stand-in, in no table, that no code is of: looking for what is not there takes as long."""
    secret = CodeGenerator.encrypted(secrets.token_bytes(20))
    return UnclaimedGenerator(tenant=person.tenant, secret_encrypted=secret)


def take(user: User, code: str) -> CodeGenerator | None:
    """Use up a code: return which of this person's gave it; None when none did, which all of them count."""
    return taking.take(user, code, unspent=unspent_generators_of(user))


def stop(user: User, kept: Collection[str]) -> list[str]:
    """The codes of the person's generators are taken no more, those of one that waits to be activated neither."""
    return stopping.stop(CodeGenerator.standing(user), kept)


def bring_back(user: User, generator_id: str) -> bool:
    """The codes of this generator of the person's are taken again."""
    return stopping.bring_back(CodeGenerator.standing(user), generator_id)


@transaction.atomic
def remove(generator: CodeGenerator, *, actor: User | None) -> None:
    """End what a code generator is for its person; it can be handed out anew with its key."""
    user = lock_user(generator.user_id, actor=actor)
    if CodeGenerator.objects.filter(pk=generator.pk).delete()[0]:
        record(events.REMOVED, tenant=user.tenant, subject=user, actor=actor, generator=generator.name)
