"""Addresses of personal accounts."""

from django.urls import path

from accounts.personal.pages import close, sign_up

app_name = "personal"
urlpatterns = [
    path("sign-up/", sign_up.address, name="address"),
    path("sign-up/code/", sign_up.code, name="code"),
    path("sign-up/again/", sign_up.again, name="again"),
    path("sign-up/account/", sign_up.account, name="account"),
    path("sign-up/reopen/<str:ticket>/", close.reopen, name="reopen"),
    path("security-info/account/close/", close.close, name="close"),
]
