"""Code generators: giving one, activating it and setting its clock right, checking a code, removing one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.tenants.names import shown
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.code_generators import events
from devices.code_generators.models import CodeGenerator
from devices.code_generators.refusals import AlreadyHandedOut, CodeGeneratorsNotAllowed
from devices.otp import taking
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
    return generators_of(user).filter(wrong_in_a_row__lt=MOST_WRONG)


def waiting_of(user: User) -> QuerySet[CodeGenerator]:
    """Those that were handed out to this person and are not activated yet, the newest first."""
    return CodeGenerator.objects.filter(user=user, confirmed=False).order_by("-created_at")


def read_serial(written: str) -> str:
    """Return a serial number in the one form in which it is kept and compared."""
    return shown("".join(written.split()), longest=LONGEST_SERIAL).upper()


@transaction.atomic
def give(person: User, *, serial: str, made: Made, actor: User) -> CodeGenerator:
    """Hand a code generator out to a person; it counts for nothing until it is activated."""
    locked = lock_user(person.pk, actor=actor)
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
    record(events.GIVEN, tenant=locked.tenant, subject=locked, actor=actor, generator=generator.name)
    return generator


@transaction.atomic
def activate(person: User, *, serial: str, codes: list[str], actor: User) -> CodeGenerator | None:
    """Take a first code of one that was handed out, and let it count; None when there is none, or a code is wrong.

    Two codes in a row also set right one whose clock has gone astray, whether or not it counts already.
    """
    locked = lock_user(person.pk, actor=actor)
    if not allowance_of(locked, KEY).is_allowed:
        raise CodeGeneratorsNotAllowed(f"{locked.username} may not use code generators")
    theirs = CodeGenerator.objects.select_for_update().filter(user=locked, wrong_in_a_row__lt=MOST_WRONG)
    generator = theirs.filter(name=read_serial(serial)).first()
    if generator is None:
        return None
    among = generator.steps_in_reach() if len(codes) > 1 else generator.steps_now()
    if not generator.take_codes([read_code(code) for code in codes], among=among):
        return None
    happened = events.SET_RIGHT if generator.confirmed else events.ACTIVATED
    CodeGenerator.objects.filter(pk=generator.pk).update(confirmed=True)
    record(happened, tenant=locked.tenant, subject=locked, actor=actor, generator=generator.name)
    return generator


def take(user: User, code: str) -> CodeGenerator | None:
    """Use up a code: return which of this person's gave it; None when none did, which all of them count."""
    return taking.take(user, code, unspent=unspent_generators_of(user))


@transaction.atomic
def remove(generator: CodeGenerator, *, actor: User | None) -> None:
    """End what a code generator is for its person; it can be handed out anew with its key."""
    user = lock_user(generator.user_id, actor=actor)
    if CodeGenerator.objects.filter(pk=generator.pk).delete()[0]:
        record(events.REMOVED, tenant=user.tenant, subject=user, actor=actor, generator=generator.name)
