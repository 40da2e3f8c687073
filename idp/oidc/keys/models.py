"""TokenKey: one key of one organisation, by which its tokens are signed."""

from django.db import models

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant


class TokenKey(models.Model):
    """A key for one algorithm; it signs from `signs_from` on until the next one does. `kid` is its RFC 7638 thumbprint.

    One that was `withdrawn_at` some moment has leaked, or may have: nothing that it signed is believed any more.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="token_keys")
    algorithm = models.CharField(max_length=8)
    kid = models.CharField(max_length=43, unique=True)
    private_key_encrypted = models.TextField()
    public_jwk = models.JSONField()
    created_at = WrittenAt()
    signs_from = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("signs_from", "id")
        indexes = (models.Index(fields=("tenant", "algorithm", "signs_from"), name="token_key_in_turn"),)

    def __str__(self) -> str:
        return self.kid
