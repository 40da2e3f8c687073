"""Every address of a page on one screen; sockets are in devices/live/routing.py, /health/ in idp/serving/health.py."""

from django.urls import include, path, re_path

from accounts.signin.pages.language import language
from devices.api.calls import Nothing, UnknownVersion
from idp.doctor.asked import PAGE as ASKER
from idp.doctor.asked import asker
from idp.home import home
from idp.portal.site import portal
from idp.rest.calls import Nothing as NoSuchCall
from idp.test_application.page import test_application
from idp.well_known.change_password import change_password
from idp.well_known.security_txt import ADDRESS, security_txt

urlpatterns = [
    # What a sign-in by a phone opens comes first: an address is looked for from the top, and that costs.
    path("device-api/v1/", include("devices.api.urls")),
    re_path("^device-api/", Nothing.as_view(refusal=UnknownVersion)),
    path("sign-in/phone/", include("devices.approvals.urls")),
    path("", include("idp.oidc.urls")),
    path("", home, name="home"),
    path("", include("accounts.signin.urls")),
    path("", include("accounts.ways.password.urls")),
    path("", include("accounts.ways.mail_code.urls")),
    path("sign-in/one-time/", include("accounts.ways.one_time_link.urls")),
    path("", include("accounts.ways.recovery_codes.urls")),
    path("sign-in/pass/", include("accounts.ways.access_pass.urls")),
    path("", include("devices.otp.urls")),
    path("", include("devices.code_generators.urls")),
    path("", include("devices.passkeys.urls")),
    path("security-info/", include("accounts.security_info.urls")),
    path("", include("accounts.personal.urls")),
    path("security-info/phones/", include("devices.enrolment.urls")),
    path("", include("devices.approvals.receipts.urls")),
    path("authenticator/", include("devices.authenticator.urls")),
    path("portal/", portal.urls),
    path("test-application/", test_application, name="test_application"),
    path("management-api/v1/", include("idp.rest.urls")),
    re_path("^management-api/", NoSuchCall.as_view()),
    path(ADDRESS.removeprefix("/"), security_txt, name="security_txt"),
    path(".well-known/change-password", change_password, name="change_password"),
    path(ASKER.removeprefix("/"), asker, name="asker"),
    path("help/", include("idp.help.urls")),
    path("branding/", include("accounts.branding.urls")),
    path("language/setlang/", language, name="set_language"),
]

handler400 = "idp.errors.bad_request"
handler403 = "idp.errors.not_allowed"
handler404 = "idp.errors.not_found"
handler500 = "idp.errors.server_error"
