"""Addresses of the security-info pages, below /security-info/."""

from django.urls import include, path

from accounts.security_info.pages.add import add
from accounts.security_info.pages.added import added
from accounts.security_info.pages.alerts import see_alerts
from accounts.security_info.pages.asked_to_add import asked_to_add
from accounts.security_info.pages.browsers import (
    browsers,
    forget_all_browsers,
    forget_browser,
    forget_other_browsers,
    rename_browser,
)
from accounts.security_info.pages.change_default import change_default_method
from accounts.security_info.pages.keep_secure import keep_secure
from accounts.security_info.pages.methods import methods
from accounts.security_info.pages.remove import remove
from accounts.security_info.pages.sessions import ask_again, end_all, end_all_others, end_one, sessions
from accounts.security_info.pages.sign_ins import not_me, sign_ins
from accounts.security_info.securing.pages.signed_out import stop, stopped, wrong_signed_out
from accounts.security_info.securing.pages.wrong import bring_back, secured, wrong
from accounts.security_info.undoing.page import undo

app_name = "security_info"
urlpatterns = [
    path("", methods, name="methods"),
    path("account/", include("accounts.security_info.account.urls")),
    path("add/", add, name="add"),
    path("added/<slug:method>/", added, name="added"),
    path("alerts/", see_alerts, name="see_alerts"),
    path("keep-secure/", keep_secure, name="keep_secure"),
    path("asked-to-add/", asked_to_add, name="asked_to_add"),
    path("browsers/", browsers, name="browsers"),
    path("browsers/forget-others/", forget_other_browsers, name="forget_other_browsers"),
    path("browsers/forget-all/", forget_all_browsers, name="forget_all_browsers"),
    path("browsers/<int:browser_id>/rename/", rename_browser, name="rename_browser"),
    path("browsers/<int:browser_id>/forget/", forget_browser, name="forget_browser"),
    path("default/", change_default_method, name="change_default"),
    path("remove/<slug:key>/<str:row_id>/", remove, name="remove"),
    path("sessions/", sessions, name="sessions"),
    path("sessions/<uuid:sid>/end/", end_one, name="end_session"),
    path("sessions/end-others/", end_all_others, name="end_other_sessions"),
    path("sessions/end-all/", end_all, name="end_all_sessions"),
    path("sessions/ask-again/", ask_again, name="ask_again"),
    path("sign-ins/", sign_ins, name="sign_ins"),
    path("sign-ins/<slug:key>/not-me/", not_me, name="not_me"),
    path("undo/<str:secret>/", undo, name="undo"),
    path("something-is-wrong/", wrong, name="wrong"),
    path("something-is-wrong/done/", secured, name="secured"),
    path("something-is-wrong/bring-back/<str:key>/<str:thing_id>/", bring_back, name="bring_back"),
    path("something-is-wrong/signed-out/", wrong_signed_out, name="wrong_signed_out"),
    path("something-is-wrong/signed-out/stop/", stop, name="stop"),
    path("something-is-wrong/signed-out/done/", stopped, name="stopped"),
]
