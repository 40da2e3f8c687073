"""Application and ClientSecret."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import WrittenAt
from accounts.tenants.models import Tenant
from accounts.tenants.names import NameField
from accounts.users.models import Group

# One that is the address of a document is as long as addresses are (decision 0123).
LONGEST_CLIENT_ID = 500
LONGEST_NAME = 80
# How their keys begin (E10).
KEYS = "application:"


class Application(models.Model):
    """Relying party of one organisation, client in OAuth. Of one that `is_own` nobody is asked to consent.

    `redirect_uris` are where its answers may go, `post_logout_uris` where a browser may go after signing out; each is
    compared whole. `start_uri` opens it from My apps. `*_logout_uri` is where it hears that a session is over, from our
    server (back) or by the person's browser (front), "" for not at all. One with `public_keys` (JWKs) shows who it is
    by them. `sector` is what pairwise subjects are made for, as it was when it was added. `document_at` is when its
    document was read last, of one that is known by that alone. `id_token_alg` is how its ID tokens are signed.
    `delivery` is how it learns what became of what it asked phones; empty: it may ask none. Where it is told when to
    ask, that is at `notification_uri`. `resources` are the servers that its tokens may be for, `own_scopes` what a
    service may ask for itself.
    """

    class Kind(models.TextChoices):
        WEB = "web", _("Web application with a server")
        SINGLE_PAGE = "single_page", _("Single-page application")
        NATIVE = "native", _("Native application")
        SERVICE = "service", _("Service, to which nobody signs in")

    class SubjectType(models.TextChoices):
        PUBLIC = "public", _("The same for every application")
        PAIRWISE = "pairwise", _("Another for each application")

    class Delivery(models.TextChoices):
        POLL = "poll", _("It asks again and again")
        PING = "ping", _("It is told when to ask")

    PUBLIC_KINDS = frozenset({Kind.SINGLE_PAGE, Kind.NATIVE})

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="applications")
    client_id = models.CharField(max_length=LONGEST_CLIENT_ID)
    name = NameField(_("name"), max_length=LONGEST_NAME)
    kind = models.CharField(max_length=12, choices=Kind)
    redirect_uris = models.JSONField(default=list)
    post_logout_uris = models.JSONField(default=list)
    start_uri = models.TextField(default="", blank=True)
    backchannel_logout_uri = models.TextField(default="", blank=True)
    frontchannel_logout_uri = models.TextField(default="", blank=True)
    public_keys = models.JSONField(default=list)
    is_for_everybody = models.BooleanField(default=False)
    groups = models.ManyToManyField(Group, related_name="applications", blank=True)
    is_own = models.BooleanField(default=True)
    may_stay = models.BooleanField(default=False)  # offline_access
    resources = models.JSONField(default=list)  # RFC 8707
    own_scopes = models.JSONField(default=list)  # RFC 6749, section 4.4
    requires_dpop = models.BooleanField(default=False)  # RFC 9449, section 5.2
    signs_requests = models.BooleanField(default=False, db_default=False)  # RFC 9101, section 10.5
    sends_user_code = models.BooleanField(default=False, db_default=False)  # CIBA Core 1.0, section 4
    requires_pushed = models.BooleanField(default=False)  # RFC 9126, section 6
    subject_type = models.CharField(max_length=8, choices=SubjectType, default=SubjectType.PUBLIC)
    sector = models.TextField(default="", blank=True)
    document_at = models.DateTimeField(null=True)
    is_for_screens = models.BooleanField(default=False)  # device authorization grant
    id_token_alg = models.CharField(max_length=8, default="ES256")
    delivery = models.CharField(max_length=4, choices=Delivery, blank=True, default="")
    notification_uri = models.TextField(default="")
    created_at = WrittenAt()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("tenant", "client_id"), name="client_id_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What the policy calls it where it requires a strength (E10)."""
        return f"{KEYS}{self.client_id}"

    @property
    def is_public(self) -> bool:
        """Can it keep no secret (RFC 6749, section 2.1)?"""
        return self.kind in self.PUBLIC_KINDS

    @property
    def has_secret(self) -> bool:
        """Does it show who it is by a secret: not by nothing, and not by keys?"""
        return not (self.is_public or self.public_keys)

    @property
    def is_service(self) -> bool:
        """Does it act for itself, and nobody sign in to it?"""
        return self.kind == self.Kind.SERVICE

    @property
    def keeps_fapi(self) -> bool:
        """Does it have all that FAPI 2.0 asks of an application? Then the little it asks of us besides is kept."""
        return bool(self.public_keys) and self.requires_pushed and self.requires_dpop

    @property
    def may_ask(self) -> bool:
        """May it ask people's phones (CIBA)?"""
        return bool(self.delivery) and not self.is_public

    @property
    def is_pinged(self) -> bool:
        """Is it told when a phone has answered?"""
        return self.delivery == self.Delivery.PING

    @property
    def is_native(self) -> bool:
        return self.kind == self.Kind.NATIVE


class ClientSecret(models.Model):
    """One of the secrets by which an application shows who it is: two count while one takes the other's place."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="secrets")
    digest = models.CharField(max_length=64)
    made_at = WrittenAt()
    ends_at = models.DateTimeField(null=True)
    # How many days before its end admins were written to last.
    told_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"secret of {self.application_id}"
