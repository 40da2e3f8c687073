"""Addresses of the security-info pages, below /security-info/."""

from django.urls import path

from accounts.security_info.pages.add import add
from accounts.security_info.pages.alerts import see_alerts
from accounts.security_info.pages.browsers import (
    browsers,
    forget_browser,
    forget_other_browsers,
    rename_browser,
)
from accounts.security_info.pages.change_default import change_default_method
from accounts.security_info.pages.methods import methods
from accounts.security_info.pages.sessions import ask_again, end_all, end_all_others, end_one, sessions

app_name = "security_info"
urlpatterns = [
    path("", methods, name="methods"),
    path("add/", add, name="add"),
    path("alerts/", see_alerts, name="see_alerts"),
    path("browsers/", browsers, name="browsers"),
    path("browsers/forget-others/", forget_other_browsers, name="forget_other_browsers"),
    path("browsers/<int:browser_id>/rename/", rename_browser, name="rename_browser"),
    path("browsers/<int:browser_id>/forget/", forget_browser, name="forget_browser"),
    path("default/", change_default_method, name="change_default"),
    path("sessions/", sessions, name="sessions"),
    path("sessions/<uuid:sid>/end/", end_one, name="end_session"),
    path("sessions/end-others/", end_all_others, name="end_other_sessions"),
    path("sessions/end-all/", end_all, name="end_all_sessions"),
    path("sessions/ask-again/", ask_again, name="ask_again"),
]
