"""Addresses of recovery codes: asked while signing in, looked after at Security info."""

from django.urls import path

from accounts.ways.recovery_codes.pages.code import code
from accounts.ways.recovery_codes.pages.kept import kept
from accounts.ways.recovery_codes.pages.manage import add, make_anew

app_name = "recovery_codes"
urlpatterns = [
    path("sign-in/recovery-code/", code, name="code"),
    path("security-info/recovery-codes/add/", add, name="add"),
    path("security-info/recovery-codes/<int:codes_id>/kept/", kept, name="kept"),
    path("security-info/recovery-codes/make-anew/", make_anew, name="make_anew"),
]
