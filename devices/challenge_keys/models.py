"""ChallengeKey: one signing key of one tenant."""

from django.db import models

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant


class ChallengeKey(models.Model):
    """An ES256 key. The newest of a tenant that is not retired signs; `kid` is the RFC 7638 thumbprint."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="challenge_keys")
    kid = models.CharField(max_length=43, unique=True)
    private_key_encrypted = models.TextField()
    public_jwk = models.JSONField()
    created_at = WrittenAt()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.kid
