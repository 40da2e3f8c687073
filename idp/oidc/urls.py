"""The addresses of each organisation's issuer: mounted at the top, for a part of them is fixed by RFC 8414."""

from django.urls import include, path

from idp.oidc import issuer
from idp.oidc.ciba.codes.page import code, remove
from idp.oidc.ciba.endpoint import bc_authorize
from idp.oidc.endpoints.authorize import authorize, authorize_gone_on, consent
from idp.oidc.endpoints.discovery import discovery
from idp.oidc.endpoints.introspection import introspection
from idp.oidc.endpoints.jwks import jwks
from idp.oidc.endpoints.log_out import log_out, log_out_confirmed
from idp.oidc.endpoints.par import par
from idp.oidc.endpoints.revocation import revocation
from idp.oidc.endpoints.token import token
from idp.oidc.endpoints.userinfo import userinfo
from idp.oidc.mine.pages import allowed, my_apps, take_back_one
from idp.oidc.screens.endpoint import device_authorization
from idp.oidc.screens.pages import screen

app_name = "oidc"
OF_ISSUER = "t/<slug:slug>"
of_issuer = [
    # What applications call most comes first: an address is looked for from the top.
    path(issuer.TOKEN, token, name="token"),
    path(issuer.AUTHORIZE, authorize, name="authorize"),
    path(".well-known/openid-configuration", discovery, name="discovery"),
    path(issuer.JWKS, jwks, name="jwks"),
    path(f"{issuer.AUTHORIZE}/go-on", authorize_gone_on, name="authorize_gone_on"),
    path(f"{issuer.AUTHORIZE}/consent", consent, name="consent"),
    path(issuer.PAR, par, name="par"),
    path(issuer.USERINFO, userinfo, name="userinfo"),
    path(issuer.REVOKE, revocation, name="revocation"),
    path(issuer.INTROSPECT, introspection, name="introspection"),
    path(issuer.BACKCHANNEL, bc_authorize, name="bc_authorize"),
    path(issuer.LOG_OUT, log_out, name="log_out"),
    path(f"{issuer.LOG_OUT}/confirm", log_out_confirmed, name="log_out_confirmed"),
    path(issuer.DEVICE_AUTHORIZATION, device_authorization, name="device_authorization"),
    path(issuer.SCREEN, screen, name="screen"),
]
urlpatterns = [
    # One address to try, for whoever asks for anything else.
    path(f"{OF_ISSUER}/", include(of_issuer)),
    path("security-info/my-apps/", my_apps, name="my_apps"),
    path("security-info/applications/", allowed, name="allowed"),
    path("security-info/applications/code/", code, name="user_code"),
    path("security-info/applications/code/remove/", remove, name="remove_user_code"),
    path("security-info/applications/<int:application_id>/take-back/", take_back_one, name="take_back"),
    path(f".well-known/oauth-authorization-server/{OF_ISSUER}", discovery, name="metadata"),
]
