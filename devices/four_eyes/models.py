"""ChosenActs, AskedAct and SecondLook."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant
from devices.approvals.models import ApprovalRequest
from devices.four_eyes import kinds


class ChosenActs(models.Model):
    """Which kinds of act need a second person in an organisation; without a row none does."""

    tenant = models.OneToOneField(
        Tenant, on_delete=models.CASCADE, primary_key=True, related_name="chosen_acts"
    )
    kinds = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"chosen acts of {self.tenant_id}"


class AskedAct(models.Model):
    """What one admin asked for, until another has agreed or it has ended.

    `kind` is the key of a row in the table of kinds, `values` what its verb is called with, `person` whom it meets
    where it meets one. An act that its asker does themselves is `agreed` until they have done it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a second person")
        AGREED = "agreed", _("Agreed to")
        DONE = "done", _("Done")
        DENIED = "denied", _("Denied")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Run out")
        FAILED = "failed", _("Could not be done any more")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=32)
    values = models.JSONField(default=dict)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="acts_on"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acts_asked_for"
    )
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    asked_at = WrittenAt()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Who agreed or denied.
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="acts_agreed_to"
    )

    class Meta:
        ordering = ("-asked_at",)
        indexes: ClassVar = (
            models.Index(fields=("tenant", "-asked_at"), name="asked_act_of_tenant"),
            models.Index(
                fields=("expires_at",),
                condition=models.Q(state__in=("waiting", "agreed")),
                name="asked_act_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def words(self) -> str:
        """What will be done, to be read by whoever agrees; of a kind that another release knows, nothing."""
        kind = kinds.find(self.kind)
        return "" if kind is None else str(kind.words(self))

    @property
    def heading(self) -> str:
        """What stands above what will be done, in few words: those themselves, where they are few."""
        kind = kinds.find(self.kind)
        return str(kind.heading) if kind is not None and kind.heading else self.words

    @property
    def lines(self) -> list[str]:
        """Each part of what will be done, where it has several."""
        kind = kinds.find(self.kind)
        return [] if kind is None else kind.lines(self)


class SecondLook(models.Model):
    """One person's look at an act on their phone: the request that asks it, and as whom exactly they asked."""

    act = models.ForeignKey(AskedAct, on_delete=models.CASCADE, related_name="looks")
    request = models.OneToOneField(ApprovalRequest, on_delete=models.CASCADE, related_name="second_look")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    auth_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"look at {self.act_id}"
