"""A Django project of one file with mozilla-django-oidc, as its manual has it."""

import os

import django
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.http import HttpRequest, HttpResponse

ISSUER, ORIGIN = os.environ["ISSUER"], os.environ["ORIGIN"]
PAGE = '<!DOCTYPE html><html lang="en"><title>Django</title>{}</html>'

settings.configure(
    DEBUG=True,
    SECRET_KEY="of this test alone",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["FOLDER"] + "/kept.sqlite3"}
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "mozilla_django_oidc",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
    OIDC_RP_CLIENT_ID=os.environ["CLIENT_ID"],
    OIDC_RP_CLIENT_SECRET=os.environ["CLIENT_SECRET"],
    OIDC_RP_SIGN_ALGO="ES256",
    OIDC_RP_SCOPES="openid profile email",
    OIDC_USE_PKCE=True,
    OIDC_STORE_ID_TOKEN=True,
    OIDC_USERNAME_ALGO=lambda _email, claims: claims["preferred_username"],
    OIDC_OP_AUTHORIZATION_ENDPOINT=f"{ISSUER}/authorize",
    OIDC_OP_TOKEN_ENDPOINT=f"{ISSUER}/token",
    OIDC_OP_USER_ENDPOINT=f"{ISSUER}/userinfo",
    OIDC_OP_JWKS_ENDPOINT=f"{ISSUER}/jwks",
    OIDC_OP_LOGOUT_URL_METHOD=f"{__name__}.address_to_sign_out",
    ALLOW_LOGOUT_GET_METHOD=True,
    LOGIN_REDIRECT_URL="/",
    LOGOUT_REDIRECT_URL="/bye",
    USE_TZ=True,
)
django.setup()

from django.urls import include, path  # noqa: E402  only once it is set up
from django.utils.http import urlencode  # noqa: E402


def address_to_sign_out(request: HttpRequest) -> str:
    told = {
        "id_token_hint": request.session["oidc_id_token"],
        "post_logout_redirect_uri": f"{ORIGIN}/bye",
    }
    return f"{ISSUER}/log-out?{urlencode(told)}"


def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        said = f'<p>Signed in as {request.user.get_username()}</p><a href="/oidc/logout/">Sign out</a>'
    else:
        said = '<a href="/oidc/authenticate/">Sign in</a>'
    return HttpResponse(PAGE.format(said))


def bye(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.format("<h1>Goodbye</h1>"))


urlpatterns = [path("", home), path("bye", bye), path("oidc/", include("mozilla_django_oidc.urls"))]

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    execute_from_command_line(["site", "runserver", "--noreload", "127.0.0.1:" + os.environ["PORT"]])
