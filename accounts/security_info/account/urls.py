"""Addresses of My account, below /security-info/account/; their names are those of Security info."""

from django.urls import path

from accounts.security_info.account.pages.account import account
from accounts.security_info.account.pages.download import download
from accounts.security_info.account.pages.language import language
from accounts.security_info.account.pages.mail_address import again, confirm, mail_address
from accounts.security_info.account.pages.name import name
from accounts.security_info.account.pages.time_zone import time_zone

urlpatterns = [
    path("", account, name="account"),
    path("name/", name, name="account_name"),
    path("mail/", mail_address, name="account_mail"),
    path("mail/confirm/", confirm, name="account_mail_confirm"),
    path("mail/again/", again, name="account_mail_again"),
    path("language/", language, name="account_language"),
    path("time-zone/", time_zone, name="account_time_zone"),
    path("download/", download, name="account_download"),
]
