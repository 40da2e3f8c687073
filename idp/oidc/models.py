"""All tables of OpenID Connect, from the folders they belong to."""

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

__all__ = [
    "Application",
    "BackchannelRequest",
    "ClientSecret",
    "Consent",
    "DocumentHost",
    "Grant",
    "LogoutNotice",
    "PushedRequest",
    "RefreshToken",
    "ScreenRequest",
    "SubjectSalt",
    "TokenKey",
    "UserCode",
]
