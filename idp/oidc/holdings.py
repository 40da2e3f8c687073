"""What the tables of OpenID Connect tell their person about them, and why some tell nothing (accounts.holdings)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.holdings.registry import OPENS, OURS, TOLD_BY_OTHERS, WHOSE, Holding, Told, say_nothing, tell
from idp.oidc.applications.models import Application, ClientSecret
from idp.oidc.ciba.codes.models import UserCode
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.consent.models import Consent
from idp.oidc.documents.models import DocumentHost
from idp.oidc.grants.models import Grant, RefreshToken
from idp.oidc.keys.models import TokenKey
from idp.oidc.leaving.models import LogoutNotice
from idp.oidc.pushed.models import PushedRequest
from idp.oidc.screens.models import ScreenRequest
from idp.oidc.subjects.models import SubjectSalt

GRANTS = Holding(
    key="grants",
    rank=60,
    title=_("Applications that you signed in to"),
    model=Grant,
    rows=lambda user: Grant.objects.filter(user=user).select_related("application"),
    told=(
        Told(name="application", label=_("application"), read=lambda row: row.application.name),
        Told(name="scope", label=_("what it may know")),
        Told(name="claims", is_code=True),
        Told(name="details", label=_("what you agreed to"), is_code=True),
        Told(name="stays", label=_("stays signed in")),
        Told(name="created_at", label=_("signed in")),
        Told(name="ends_at", label=_("ends at the latest")),
        Told(name="ended_at", label=_("ended")),
    ),
    kept_back={
        "id": OURS,
        "user": WHOSE,
        "sid": TOLD_BY_OTHERS,
        "nonce": OURS,
        "signed_in": TOLD_BY_OTHERS,
        "auth_hash": OPENS,
        "redirect_uri": OURS,
        "resource": OURS,
        "jkt": OURS,
        "code_digest": OPENS,
        "code_challenge": OPENS,
        "code_until": OURS,
        "redeemed_at": OURS,
        "session_over_at": OURS,
    },
)

CONSENTS = Holding(
    key="consents",
    rank=62,
    title=_("What you allowed applications to know"),
    model=Consent,
    rows=lambda user: Consent.objects.filter(user=user).select_related("application"),
    told=(
        Told(name="application", label=_("application"), read=lambda row: row.application.name),
        Told(name="scopes", label=_("what it may know")),
        Told(name="claims", is_code=True),
        Told(name="given_at", label=_("allowed")),
    ),
    kept_back={"id": OURS, "user": WHOSE},
)

SCREENS = Holding(
    key="screens",
    rank=61,
    title=_("Screens that you answered, until the day after"),
    model=ScreenRequest,
    rows=lambda user: ScreenRequest.objects.filter(user=user).select_related("application"),
    told=(
        Told(name="application", label=_("application"), read=lambda row: row.application.name),
        Told(name="address", label=_("where it asked from")),
        Told(name="scope", label=_("what it may know")),
        Told(name="asked_at", label=_("when it asked")),
        Told(name="answer", label=_("answer"), is_code=True),
        Told(name="answered_at", label=_("answered")),
    ),
    kept_back={
        "id": OURS,
        "device_digest": OPENS,
        "letters_digest": OPENS,
        "number": OPENS,
        "until": OURS,
        "ask_after": OURS,
        "pace": OURS,
        "tries": OURS,
        "user": WHOSE,
        "grant": TOLD_BY_OTHERS,
    },
)

ASKED = Holding(
    key="asked_by_applications",
    rank=72,
    title=_("What applications asked your phones"),
    model=BackchannelRequest,
    rows=lambda user: BackchannelRequest.objects.filter(user=user).select_related("application"),
    told=(
        Told(name="application", label=_("application"), read=lambda row: row.application.name),
        Told(name="scope", label=_("what it may know")),
        Told(name="details", label=_("what it asked for"), is_code=True),
        Told(name="acr_values", is_code=True),
        Told(name="asked_at", label=_("asked at")),
    ),
    kept_back={
        "id": OURS,
        "user": WHOSE,
        "request": TOLD_BY_OTHERS,
        "digest": OPENS,
        "auth_hash": OPENS,
        "encrypted_notification_token": OPENS,
        "encrypted_id": OPENS,
        "ping_due_at": OURS,
        "ping_tries": OURS,
        "interval": OURS,
        "next_poll_at": OURS,
        "expires_at": OURS,
    },
)

USER_CODE = Holding(
    key="user_code",
    rank=73,
    title=_("Your code for applications"),
    model=UserCode,
    rows=lambda user: UserCode.objects.filter(user=user),
    told=(Told(name="set_at", label=_("set")),),
    kept_back={"id": OURS, "user": WHOSE, "hashed": OPENS},
)


def register() -> None:
    """Called once, when the program starts."""
    tell(GRANTS)
    tell(CONSENTS)
    tell(SCREENS)
    tell(ASKED)
    tell(USER_CODE)
    say_nothing(
        "the organisation's applications, of nobody in particular",
        Application,
        Application.groups.through,
        ClientSecret,
        DocumentHost,
    )
    say_nothing("keys of the organisation", TokenKey, SubjectSalt)
    say_nothing("that an application was told of the end of a session, of which the log tells", LogoutNotice)
    say_nothing("what applications ask for, of nobody yet, for an hour", PushedRequest)
    say_nothing("of what is told of the application it was given to: when it is renewed", RefreshToken)
