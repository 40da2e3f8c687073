"""Logo: a picture of an organisation, written anew by us (accounts/branding/images.py)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME, NameField


def shown_size(width: int, height: int) -> tuple[int, int]:
    """How wide and high a picture of so many dots is shown."""
    return max(1, round(width / 2)), max(1, round(height / 2))


class Logo(models.Model):
    """One picture that can be chosen. `mark` follows from its bytes, so what is at an address never changes."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=32)
    name = NameField(_("name"), max_length=LONGEST_NAME)
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made_at = WrittenAt(_("added"))

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        ordering = ("-made_at",)
        # By its mark first: browsers ask for it by that alone.
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("mark", "tenant"), name="logo_once_per_tenant"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def shown_size(self) -> tuple[int, int]:
        """How wide and high it is shown: half its dots, for screens with fine ones."""
        return shown_size(self.width, self.height)

    @property
    def kept(self) -> str:
        """What the policy keeps of the one that was chosen: all that a page needs, so that nobody is asked for it."""
        return f"{self.mark}-{self.width}x{self.height} {self.name}"
