"""CodeGenerator: a small thing that shows codes, handed out by an organisation; UnclaimedGenerator: nobody's yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import DeviceManager

from accounts import clock
from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.code_generators import events
from devices.otp.codes import SHA_1, SHA_256
from devices.otp.source import CodeSource

TOLERANCE = 1  # steps early or late (F04)
MOST_DRIFT = 20  # steps that its clock may have gone astray
LOOK_AHEAD = 10  # codes of one that shows a new one at each press, shown and never typed (RFC 4226, 7.2)
MOST_AHEAD = 100  # of them, where two codes in a row are given


class UnclaimedGenerator(models.Model):
    """A code generator that the organisation has and that is nobody's yet: who has it in the hand may claim it (F08).

    `name` is its serial number, as of a CodeGenerator; the secret is kept as there.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=64)
    secret_encrypted = models.TextField()
    digits = models.PositiveSmallIntegerField(default=6)
    algorithm = models.CharField(max_length=8, default=SHA_1)
    step_seconds = models.PositiveSmallIntegerField(default=30)
    added_at = WrittenAt(_("added"))

    class Meta:
        verbose_name = _("unclaimed code generator")
        verbose_name_plural = _("unclaimed code generators")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "name"), name="unclaimed_serial_number_once_per_tenant"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def as_of(self, user: User) -> CodeGenerator:
        """Return it as it would be this person's; it is not saved."""
        return CodeGenerator(
            user=user,
            tenant=self.tenant,
            name=self.name,
            confirmed=True,
            secret_encrypted=self.secret_encrypted,
            digits=self.digits,
            algorithm=self.algorithm,
            step_seconds=self.step_seconds,
        )


class CodeGenerator(CodeSource):
    """A code generator, one of the `tenant` of its person.

    From django-otp's Device come `user`, `name`, which is its serial number, and `confirmed`, once it was activated.
    `drift` is how many steps its clock was ahead of ours at its last code. With `step_seconds` 0 it has no clock: each
    press of its button is a step.
    """

    purpose, spent, detail = "code generators v1", events.SPENT, "generator"

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    digits = models.PositiveSmallIntegerField(default=6)
    algorithm = models.CharField(max_length=8, choices=((SHA_1, SHA_1), (SHA_256, SHA_256)), default=SHA_1)
    step_seconds = models.PositiveSmallIntegerField(default=30)
    drift = models.SmallIntegerField(default=0)

    objects: ClassVar[models.Manager[CodeGenerator]] = DeviceManager()

    class Meta(CodeSource.Meta):
        abstract = False
        verbose_name = _("code generator")
        verbose_name_plural = _("code generators")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "name"), name="serial_number_once_per_tenant"),
        )

    @classmethod
    def standing(cls, user: User) -> models.QuerySet[CodeGenerator]:
        """One that is not activated yet too: it was handed out."""
        return cls.objects.filter(user=user)

    def steps_now(self) -> range:
        if not self.step_seconds:
            return range(self.last_step + 1, self.last_step + 1 + LOOK_AHEAD)
        return self._steps_by_clock(drift=self.drift, tolerance=TOLERANCE)

    def steps_in_reach(self) -> range:
        """Return the steps looked at where two codes in a row are given, which nobody guesses."""
        if not self.step_seconds:
            return range(self.last_step + 1, self.last_step + 1 + MOST_AHEAD)
        return self._steps_by_clock(drift=0, tolerance=MOST_DRIFT)

    def note_step(self, step: int) -> None:
        self.last_step = step
        ahead = step - self._step_of_clock() if self.step_seconds else 0
        self.drift = max(-MOST_DRIFT, min(MOST_DRIFT, ahead))
        self.save(update_fields=["last_step", "drift"])

    def steps_for(self, codes: list[str]) -> range:
        """Return the steps looked at for so many codes in a row."""
        return self.steps_in_reach() if len(codes) > 1 else self.steps_now()

    def _steps_by_clock(self, *, drift: int, tolerance: int) -> range:
        now = self._step_of_clock()
        first = max(now + drift - tolerance, now - MOST_DRIFT, self.last_step + 1)
        return range(first, min(now + drift + tolerance, now + MOST_DRIFT) + 1)

    def _step_of_clock(self) -> int:
        return int(clock.seconds()) // self.step_seconds
