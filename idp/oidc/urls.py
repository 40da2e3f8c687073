"""The addresses of each organisation's issuer: mounted at the top, for a part of them is fixed by RFC 8414."""

from django.urls import path

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
urlpatterns = [
    path("security-info/my-apps/", my_apps, name="my_apps"),
    path("security-info/applications/", allowed, name="allowed"),
    path("security-info/applications/code/", code, name="user_code"),
    path("security-info/applications/code/remove/", remove, name="remove_user_code"),
    path("security-info/applications/<int:application_id>/take-back/", take_back_one, name="take_back"),
    path(f"{OF_ISSUER}/.well-known/openid-configuration", discovery, name="discovery"),
    path(f".well-known/oauth-authorization-server/{OF_ISSUER}", discovery, name="metadata"),
    path(f"{OF_ISSUER}/{issuer.JWKS}", jwks, name="jwks"),
    path(f"{OF_ISSUER}/{issuer.AUTHORIZE}", authorize, name="authorize"),
    path(f"{OF_ISSUER}/{issuer.AUTHORIZE}/go-on", authorize_gone_on, name="authorize_gone_on"),
    path(f"{OF_ISSUER}/{issuer.AUTHORIZE}/consent", consent, name="consent"),
    path(f"{OF_ISSUER}/{issuer.PAR}", par, name="par"),
    path(f"{OF_ISSUER}/{issuer.TOKEN}", token, name="token"),
    path(f"{OF_ISSUER}/{issuer.USERINFO}", userinfo, name="userinfo"),
    path(f"{OF_ISSUER}/{issuer.REVOKE}", revocation, name="revocation"),
    path(f"{OF_ISSUER}/{issuer.INTROSPECT}", introspection, name="introspection"),
    path(f"{OF_ISSUER}/{issuer.BACKCHANNEL}", bc_authorize, name="bc_authorize"),
    path(f"{OF_ISSUER}/{issuer.LOG_OUT}", log_out, name="log_out"),
    path(f"{OF_ISSUER}/{issuer.LOG_OUT}/confirm", log_out_confirmed, name="log_out_confirmed"),
    path(f"{OF_ISSUER}/{issuer.DEVICE_AUTHORIZATION}", device_authorization, name="device_authorization"),
    path(f"{OF_ISSUER}/{issuer.SCREEN}", screen, name="screen"),
]
