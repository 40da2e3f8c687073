"""Grant and RefreshToken."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import QuerySet

from accounts.clock import WrittenAt
from accounts.sessions.models import Session
from accounts.statements.composing import composed_once, first
from accounts.users.models import User
from idp.oidc.applications.models import Application

# The application has got something for it.
TAKEN = models.Q(code_digest=None) | models.Q(redeemed_at__isnull=False)


class Grant(models.Model):
    """What one application was given for one person at one sign-in, and whatever was given for that.

    Whoever ends it ends every token of it. `sid` is the session that it came of; one that does not stay ends with that.
    One that came of no session of a browser has none. `session_over_at` is when it was noticed that this is over.
    `code_*` and `redirect_uri` are of those that began with a code. `signed_in` is what that session had proven
    (accounts.signin.proven.SignedIn), `auth_hash` what ended all sessions of the person if it is another now. `claims`
    are those that were asked for by name, by where they are told; `details` what exactly was agreed to
    (authorization_details), once: such a grant is not renewed. `jkt` names the key that it is bound to, if any
    (idp.oidc.binding), `resource` the server that its tokens are for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    sid = models.UUIDField(null=True)
    stays = models.BooleanField(default=False)
    scope = models.CharField(max_length=200)
    claims = models.JSONField(default=dict)
    details = models.JSONField(default=list)
    nonce = models.TextField(default="")
    signed_in = models.JSONField()
    auth_hash = models.CharField(max_length=64)
    redirect_uri = models.TextField(default="")
    code_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  many have none
    code_challenge = models.CharField(max_length=43, default="")
    resource = models.TextField(default="")
    jkt = models.CharField(max_length=43, default="")
    code_until = models.DateTimeField(null=True)
    redeemed_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    session_over_at = models.DateTimeField(null=True)
    created_at = WrittenAt()

    class Meta:
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("ends_at",), name="grant_by_end"),
            models.Index(
                fields=("sid",), condition=models.Q(session_over_at=None), name="grant_of_open_session"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(self.scope.split())

    @cached_property
    def session(self) -> Session | None:
        """The session that it came of, as it is when this row is first asked; None where it is gone, or never was."""
        return first(_session(self.sid, self.user_id)) if self.sid is not None else None

    def of(self, application: Application) -> Self:
        """Itself, with the application that it was looked for among the grants of: no need to read that again."""
        self.application = application
        # Of a person of another organisation theirs is read, if anybody asks.
        if self.user.tenant_id == application.tenant_id:
            self.user.tenant = application.tenant
        return self


@composed_once
def _session(sid: uuid.UUID, user: uuid.UUID, /) -> QuerySet[Session]:
    return Session.objects.filter(pk=sid, user=user).order_by()


class RefreshToken(models.Model):
    """A refresh token, by its digest: used once, for the next one; kept by an application that keeps to FAPI 2.0."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="refresh_tokens")
    digest = models.CharField(max_length=64, unique=True)
    made_at = WrittenAt()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"refresh token of {self.grant_id}"
