"""Addresses of the security-info pages, below /security-info/."""

from django.urls import path

from accounts.security_info.pages.alerts import see_alerts
from accounts.security_info.pages.browsers import (
    browsers,
    forget_browser,
    forget_other_browsers,
    rename_browser,
)
from accounts.security_info.pages.change_default import change_default_method
from accounts.security_info.pages.methods import methods

app_name = "security_info"
urlpatterns = [
    path("", methods, name="methods"),
    path("alerts/", see_alerts, name="see_alerts"),
    path("browsers/", browsers, name="browsers"),
    path("browsers/forget-others/", forget_other_browsers, name="forget_other_browsers"),
    path("browsers/<int:browser_id>/rename/", rename_browser, name="rename_browser"),
    path("browsers/<int:browser_id>/forget/", forget_browser, name="forget_browser"),
    path("default/", change_default_method, name="change_default"),
]
