"""AuditEvent: one thing that happened. LogReader: how far somebody has read. UnknownNameTries: strangers' tries."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant


class AuditEvent(models.Model):
    """One thing that happened. `tag` reads subject:object:what_happened, for example user:phone:bound.

    `kind` is its subject:object, in a column of its own to be found by; each index is what a page filters by.
    People are named by id and username without a foreign key's cascade: what happened outlives whom it happened to.
    """

    at = WrittenAt(_("when"))
    tag = models.CharField(_("what"), max_length=80)
    kind = models.CharField(_("kind"), max_length=80)
    tenant = models.ForeignKey(
        Tenant,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("tenant", "-id"), name="audit_of_tenant"),
            models.Index(fields=("tenant", "kind", "-id"), name="audit_of_tenant_by_kind"),
            models.Index(fields=("kind", "-id"), name="audit_by_kind"),
            models.Index(fields=("subject", "tag", "-id"), name="audit_of_subject_by_tag"),
            models.Index(fields=("subject", "at"), name="audit_of_subject_by_time"),
            models.Index(fields=("subject", "-id"), name="audit_of_subject"),
            models.Index(fields=("actor", "-id"), name="audit_by_actor"),
        )

    def __str__(self) -> str:
        return self.tag


class LogReader(models.Model):
    """Somebody who reads the log beside the pages (readers.py): `upto` is the last event that they have read."""

    name = models.CharField(max_length=40, primary_key=True)
    upto = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} up to {self.upto}"


class UnknownNameTries(models.Model):
    """How often names that nobody has were tried in one hour from one network: a count, to be deleted one day."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False, related_name="+")
    network = models.CharField(max_length=43)
    hour = models.DateTimeField()
    tries = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "network", "hour"), name="tries_of_network_in_hour"),
        )
        indexes = (models.Index(fields=("hour",), name="tries_by_hour"),)

    def __str__(self) -> str:
        return f"{self.tries} from {self.network}"
