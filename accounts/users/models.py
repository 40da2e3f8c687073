"""User, Group, KnownBrowser, FormerAddress."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.audit.browser_names import in_words
from accounts.audit.models import AuditEvent
from accounts.clock import WrittenAt
from accounts.secrets import digest_of, is_one_of, salted_digests
from accounts.tenants.look_alikes import likeness
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME, NameField
from accounts.tenants.resolve import canonical_username
from accounts.users.mail_address import mail_address_in

# Few at any time, and looked for among very many.
IN_NO_USE = models.Q(is_active=False) | models.Q(blocked_at__isnull=False)
SET_APART = (
    models.Q(blocked_at__isnull=False)
    | models.Q(goes_at__isnull=False)
    | models.Q(registers_anew_at__isnull=False)
)


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        username: str,
        *,
        tenant: Tenant,
        display_name: str = "",
        password: str | None = None,
        role: str = "member",
    ) -> User:
        """A new user with the canonical form of `username`; without a password none will ever match."""
        name = canonical_username(username)
        user = self.model(
            username=name,
            mail_address=mail_address_in(name),
            likeness_digest=digest_of(likeness(name)),
            tenant=tenant,
            display_name=display_name,
            role=role,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # django-otp has no types
    """A person of one tenant: subscriber in SP 800-63B, `sub` in OpenID Connect."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        READER = "reader", _("Reader")
        HELPDESK = "helpdesk", _("Helpdesk")
        POLICY_ADMIN = "policy_admin", _("Policy admin")
        TENANT_ADMIN = "tenant_admin", _("Organisation admin")
        OPERATOR = "operator", _("Operator of this installation")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="users", verbose_name=_("organisation")
    )
    username = models.CharField(_("username"), max_length=254, unique=True)
    # Of what names drawn alike have in common: who is added next is compared by it.
    likeness_digest = models.CharField(max_length=64, editable=False)
    # Where letters go; empty: nowhere, as for a username that is no address.
    mail_address = models.CharField(_("mail address"), max_length=254, blank=True)
    display_name = NameField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    # Somebody else made it, so it is replaced when it is next used to sign in.
    password_is_temporary = models.BooleanField(default=False, editable=False)
    # Until when that one is taken; of one without it, not any more.
    temporary_until = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Since when their own report blocks their sign-in; NULL that none does.
    blocked_at = models.DateTimeField(null=True, editable=False)
    # When somebody who was deleted, or has closed their own account, is gone for good; NULL: they stay.
    goes_at = models.DateTimeField(null=True, editable=False)
    # What they have chosen for themselves; empty: as their browser has it.
    language = models.CharField(_("language"), max_length=8, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, editable=False)
    default_method = models.CharField(max_length=32, blank=True, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    # Since when an admin has them register anew; NULL: nobody does, or they have.
    registers_anew_at = models.DateTimeField(null=True, editable=False)
    # When they were last invited by mail; NULL: never, or it was withdrawn.
    invited_at = models.DateTimeField(null=True, editable=False)
    created_at = WrittenAt(_("created"))

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)
        indexes = (
            models.Index(fields=("tenant", "likeness_digest"), name="user_by_likeness"),
            # What the list of people is ordered and filtered by; nothing that a sign-in writes, which would have it
            # write into every index.
            models.Index(fields=("tenant", "username"), name="user_of_tenant_by_name"),
            models.Index(fields=("tenant", "username"), name="user_who_may_not", condition=IN_NO_USE),
            models.Index(fields=("tenant", "username"), name="user_set_apart", condition=SET_APART),
            # Some of very many, who stand for all (accounts/many/estimating.py).
            models.Index(fields=("tenant", "id"), name="user_of_tenant_by_id"),
            models.Index(
                fields=("goes_at",), name="user_who_goes", condition=models.Q(goes_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.username

    def get_short_name(self) -> str:
        return self.display_name or self.username

    @property
    def may_sign_in(self) -> bool:
        """In use, and not blocked; whether the organisation is in use is asked of that."""
        return self.is_active and self.blocked_at is None

    def get_session_auth_hash(self) -> str:
        """Ends every session of this user when the password or the epoch changes (see services.end_sessions)."""
        return self._auth_hashes()[0]

    def get_session_auth_fallback_hash(self) -> list[str]:
        """What it would be under earlier keys (SECRET_KEY_FALLBACKS): a new key ends no session by itself."""
        return list(self._auth_hashes()[1:])

    def still_has(self, auth_hash: str) -> bool:
        """Has neither the password nor the epoch changed since this was their session hash?"""
        return is_one_of(auth_hash, self._auth_hashes())

    def _auth_hashes(self) -> tuple[str, ...]:
        return salted_digests("accounts.User.session", f"{self.password}|{self.session_epoch}")


class Group(models.Model):
    """Some users of one tenant, named by its admins; policies include and exclude groups."""

    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="groups", verbose_name=_("organisation")
    )
    name = NameField(_("name"), max_length=80)
    members = models.ManyToManyField(
        User, related_name="member_groups", blank=True, verbose_name=_("members")
    )

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("tenant", "name"), name="group_name_once_per_tenant"),)

    def __str__(self) -> str:
        return self.name


class KnownBrowser(models.Model):
    """A browser that has signed in as this user before; remembers which way it used last, and every one it passed.

    `last_method` is what a sign-in began with, `last_second` its second step: keys of methods, as in `methods_passed`.
    `stays` is what they said when asked whether to stay signed in there; None: nothing yet.
    `name` is what its person calls it, `label` what it calls itself. `remembered` is what need not be proven in it
    again for a while (accounts.signin.browser.remembering), empty when nothing is.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_browsers")
    browser_digest = models.CharField(max_length=64)
    last_method = models.CharField(max_length=32)
    last_second = models.CharField(max_length=32, default="")
    methods_passed = models.JSONField(default=list)  # their keys
    stays = models.BooleanField(null=True)
    label = models.CharField(max_length=80)
    name = NameField(max_length=LONGEST_NAME, blank=True)
    last_place = models.CharField(max_length=8, blank=True)  # as accounts.users.places.place_of says it
    remembered = models.JSONField(default=dict)
    first_used_at = WrittenAt()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "browser_digest"), name="browser_once_per_user"),
        )
        # A browser that comes says its secrets, and nobody yet: each page of a sign-in looks for whom it is known.
        indexes = (models.Index(fields=("browser_digest",), name="browser_by_digest"),)

    def __str__(self) -> str:
        return self.name or self.label

    @property
    def called(self) -> str:
        """What its person calls it, or else what it is."""
        return self.name or in_words(self.label)


class FormerAddress(models.Model):
    """Where letters to a person went before they changed that themselves; `username` where it was their name too.

    It stays theirs for a while, so that what somebody else did in their name can be taken back: nobody is given a name
    that is drawn like it meanwhile (accounts.users.new_names). `event` is what the log says of the change.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_addresses")
    event = models.OneToOneField(
        AuditEvent, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    mail_address = models.CharField(max_length=254)
    username = models.CharField(max_length=254, blank=True)
    likeness_digest = models.CharField(max_length=64, blank=True, db_index=True)
    replaced_at = WrittenAt()

    def __str__(self) -> str:
        return self.mail_address
