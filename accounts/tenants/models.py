"""Tenant and its e-mail domains."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.clock import WrittenAt
from accounts.tenants.domains import kept_domain, u_labels
from accounts.tenants.names import NameField


class Tenant(models.Model):
    """A customer organisation, or the one personal tenant; relies on us and is isolated from the others."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        PERSONAL = "personal", _("Personal accounts")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = NameField(_("name"), max_length=80)
    slug = models.SlugField(
        _("short name"), unique=True, help_text=_("Lower-case letters, digits and hyphens.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ORGANISATION)
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Off: nobody of it can sign in."))
    # From these strangers may not begin a sign-in: each network, and when it was blocked. With the tenant, so that
    # asking about it costs no question.
    blocked_networks = models.JSONField(default=dict, editable=False)
    # Addresses of its domains may be personal accounts, which were there before the domain was the tenant's.
    shares_addresses = models.BooleanField(default=False, editable=False)
    created_at = WrittenAt(_("created"))

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind",), condition=models.Q(kind="personal"), name="one_personal_tenant"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def helpers(self) -> str:
        """Whom its people ask when they cannot help themselves, as in "ask …"."""
        if self.is_personal:
            return gettext("the people who run this site")
        return gettext("the people who look after sign-in at %(organisation)s") % {"organisation": self.name}

    @property
    def is_personal(self) -> bool:
        return self.kind == self.Kind.PERSONAL


class Domain(models.Model):
    """An e-mail domain, as A-labels; once verified, usernames that end in it belong to its tenant."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(_("domain"), max_length=253, unique=True)
    is_verified = models.BooleanField(_("verified"), default=False)
    # By its record in the DNS; NULL of one that an operator wrote down.
    proven_at = models.DateTimeField(_("proven"), null=True, editable=False)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """As people write it, and as usernames end."""
        return u_labels(self.name)

    def clean(self) -> None:
        self.name = kept_domain(self.name)
