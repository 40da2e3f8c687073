"""AttestationRoot: a certificate that may stand at the end of what vouches for a passkey."""

from __future__ import annotations

from django.db import models

from accounts.clock import WrittenAt

LONGEST_CALLED = 200


class AttestationRoot(models.Model):
    """A maker's root, which signs for authenticators. `name` is its subject, `fingerprint` its SHA-256.

    It vouches in statements of one `statement_format` (WebAuthn, 8). `aaguids` are the models it vouches for though
    its certificates name none; of none only what a certificate names.
    """

    name = models.CharField(max_length=LONGEST_CALLED)
    fingerprint = models.CharField(max_length=64)
    pem = models.TextField()
    statement_format = models.CharField(max_length=16)
    aaguids = models.JSONField(default=list)
    not_after = models.DateTimeField()
    added_at = WrittenAt()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("fingerprint", "statement_format"), name="attestation_root_once"),
        )

    def __str__(self) -> str:
        return self.name
