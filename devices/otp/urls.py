"""Addresses of authenticator codes: asked while signing in, looked after at Security info."""

from django.urls import path

from devices.otp.pages.code import code
from devices.otp.pages.manage import add, set_up

app_name = "authenticator_codes"
urlpatterns = [
    path("sign-in/authenticator-code/", code, name="code"),
    path("security-info/authenticator-apps/add/", add, name="add"),
    path("security-info/authenticator-apps/<int:app_id>/", set_up, name="set_up"),
]
