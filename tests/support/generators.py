"""A code generator as a person has it in the hand: a key inside, and digits on it; its clock may go wrong."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.models import CodeGenerator
from devices.otp.codes import SHA_1, SHA_256

KEY = bytes(range(1, 21))
ACTIVATE = "/security-info/code-generators/activate/"


@dataclass
class Generator:
    """`seconds_fast` its clock is ahead; with `step_seconds` 0 each press of its button counts one on."""

    serial: str = "GA-0471"
    secret: bytes = KEY
    step_seconds: int = 30
    digits: int = 6
    algorithm: str = SHA_1
    seconds_fast: float = 0
    presses: int = 0

    @property
    def base32(self) -> str:
        return base64.b32encode(self.secret).decode()

    def code(self, *, steps: int = 0) -> str:
        """What it shows now, or so many steps later; of one with a button what the next press shows."""
        if self.step_seconds:
            return self.code_of(int(time.time() + self.seconds_fast) // self.step_seconds + steps)
        self.presses += 1
        return self.code_of(self.presses - 1)

    def code_of(self, step: int) -> str:
        algorithms: dict[str, SHA1 | SHA256] = {SHA_1: SHA1(), SHA_256: SHA256()}  # noqa: S303  what is sold
        return HOTP(self.secret, self.digits, algorithms[self.algorithm]).generate(step).decode()


def given_to(user: User, generator: Generator) -> CodeGenerator:
    """Hands it out as the portal does; it is not activated."""
    made = services.Made(
        secret=generator.secret,
        step_seconds=generator.step_seconds,
        digits=generator.digits,
        algorithm=generator.algorithm,
    )
    return services.give(user, serial=generator.serial, made=made, actor=user)


def generator_of(user: User, generator: Generator | None = None) -> Generator:
    """Hands one out and activates it, a moment ago: what it shows now counts."""
    generator = generator or Generator()
    row = given_to(user, generator)
    assert services.activate(user, serial=generator.serial, codes=[generator.code()], actor=user)
    if generator.step_seconds:
        forget_last(row)
    return generator


def forget_last(row: CodeGenerator) -> None:
    """As if its last code had been given long ago."""
    CodeGenerator.objects.filter(pk=row.pk).update(last_step=-1)
