"""ApprovalEvidence: what a phone was asked and what it answered, with the public keys of then."""

import json
from datetime import UTC

from django.db import models


class ApprovalEvidence(models.Model):
    """One signed answer. It names tenant, person, request, phone and account by their ids alone: it outlives them.

    `challenge` is what the phone was shown, signed by the organisation's key; `decision` its answer, signed by
    `device_key`; `unlock_proof` that its person unlocked, by `unlock_key`. All as they were received. `stamp` is
    made of the rest with a key that is not in the database: nobody who can only write there makes an answer, or gives
    it to another person.
    """

    tenant_id = models.UUIDField()
    person_id = models.UUIDField()
    request_id = models.UUIDField()
    phone_id = models.UUIDField()
    account_id = models.UUIDField()
    kind = models.CharField(max_length=11)
    challenge = models.TextField()
    decision = models.TextField()
    unlock_proof = models.JSONField(null=True)
    challenge_key = models.JSONField()
    device_key = models.JSONField()
    unlock_key = models.TextField(default="")
    decided_at = models.DateTimeField()
    stamp = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("request_id", "account_id"), name="evidence_once_per_account"),
        )
        indexes = (models.Index(fields=("decided_at",), name="evidence_by_time"),)

    def __str__(self) -> str:
        return f"evidence of {self.request_id}"

    @property
    def said(self) -> str:
        """What its stamp vouches for: all of it."""
        names = [
            field.attname for field in self._meta.concrete_fields if field.attname not in ("id", "stamp")
        ]
        at = self.decided_at.astimezone(UTC).isoformat(timespec="microseconds")
        values = {name: getattr(self, name) for name in names} | {"decided_at": at}
        return json.dumps(values, sort_keys=True, separators=(",", ":"), default=str)
