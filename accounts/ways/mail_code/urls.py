"""Addresses of codes by mail: asked of whoever forgot their password, looked after at Security info."""

from django.urls import path

from accounts.ways.mail_code.pages.code import again, code
from accounts.ways.mail_code.pages.manage import add, confirm

app_name = "mail_code"
urlpatterns = [
    path("sign-in/mail-code/", code, name="code"),
    path("sign-in/mail-code/again/", again, name="again"),
    path("security-info/mail/add/", add, name="add"),
    path("security-info/mail/confirm/", confirm, name="confirm"),
]
