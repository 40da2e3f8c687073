"""CodeSource: what gives codes, an authenticator app or a code generator; five of them for a person at most (B12)."""

from __future__ import annotations

import base64
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

from accounts.audit.events import Event
from accounts.clock import WrittenAt
from accounts.encryption import decrypt, encrypt
from accounts.users.models import User
from devices.otp.codes import SHA_1, find_step
from devices.otp.refusals import TooManyAuthenticators

MOST_WRONG = 100  # in a row (SP 800-63B-4 3.2.2)
MOST = 5


class CodeSource(Device):
    """What gives codes of a secret that it shares with us.

    From django-otp's Device come `user`, `name` and `confirmed`; confirmed means that a first code was right. The
    secret is kept encrypted, as base32 (I10). `last_step` is the step of the last code that was taken: none is taken
    twice. `wrong_in_a_row` counts the wrong codes of its person since the last right one: at MOST_WRONG it is spent
    for good. `stopped_at`: since when none is taken, until it is brought back.
    """

    secret_encrypted = models.TextField()
    last_step = models.BigIntegerField(default=-1)
    wrong_in_a_row = models.PositiveSmallIntegerField(default=0)
    created_at = WrittenAt(_("added"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    stopped_at = models.DateTimeField(null=True)

    purpose: ClassVar[str]  # of the encryption
    spent: ClassVar[Event]
    detail: ClassVar[str]  # what the audit log calls it
    digits: int
    algorithm: str = SHA_1

    class Meta(Device.Meta):
        abstract = True

    @classmethod
    def standing(cls, user: User) -> models.QuerySet[Self]:
        """Those of a person that count among their five."""
        raise NotImplementedError

    @classmethod
    def encrypted(cls, secret: bytes) -> str:
        """Return a secret as it is stored."""
        return encrypt(base64.b32encode(secret).decode(), purpose=cls.purpose)

    @property
    def secret(self) -> str:
        """The secret in base32."""
        return decrypt(self.secret_encrypted, purpose=self.purpose)

    @property
    def is_spent(self) -> bool:
        """Have so many codes been wrong that none is taken any more?"""
        return self.wrong_in_a_row >= MOST_WRONG

    def steps_now(self) -> range:
        """Return the steps whose codes may be taken now: none that was taken, and none before one that was."""
        raise NotImplementedError

    def note_step(self, step: int) -> None:
        """Keep the step of a code that is taken."""
        self.last_step = step
        self.save(update_fields=["last_step"])

    def verify_token(self, token: str) -> bool:
        """Take a code once. The row must be locked: call it by `django_otp.verify_token` (T15)."""
        return self.take_codes([token], among=self.steps_now())

    def take_codes(self, codes: list[str], *, among: range) -> bool:
        """Take codes in a row that begin among these steps. The row must be locked."""
        step = self.step_of(codes, among=among)
        if step is None:
            return False
        self.note_step(step)
        return True

    def step_of(self, codes: list[str], *, among: range) -> int | None:
        """Return the step of the last of codes in a row that begin among these steps; None when they are none."""
        secret = base64.b32decode(self.secret)
        return find_step(codes, secret=secret, among=among, digits=self.digits, algorithm=self.algorithm)


def refuse_one_more(user: User) -> None:
    """Raise TooManyAuthenticators when this person has as many as one can have; their row must be locked (B12)."""
    if sum(kind.standing(user).count() for kind in CodeSource.__subclasses__()) >= MOST:
        raise TooManyAuthenticators(f"{user.username} has {MOST}")
