"""All tables of OpenID Connect, from the folders they belong to."""

from idp.oidc.applications.models import Application, ClientSecret
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.grants.models import Grant, RefreshToken
from idp.oidc.keys.models import TokenKey
from idp.oidc.pushed.models import PushedRequest

__all__ = [
    "Application",
    "BackchannelRequest",
    "ClientSecret",
    "Grant",
    "PushedRequest",
    "RefreshToken",
    "TokenKey",
]
