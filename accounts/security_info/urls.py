"""Addresses of the security-info pages, below /security-info/."""

from django.urls import path

from accounts.security_info.pages.add import add
from accounts.security_info.pages.alerts import see_alerts
from accounts.security_info.pages.change_default import change_default_method
from accounts.security_info.pages.methods import methods

app_name = "security_info"
urlpatterns = [
    path("", methods, name="methods"),
    path("add/", add, name="add"),
    path("alerts/", see_alerts, name="see_alerts"),
    path("default/", change_default_method, name="change_default"),
]
