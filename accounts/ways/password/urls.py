"""Addresses of the password: asked while signing in, replaced when forgotten, changed at Security info."""

from django.urls import path

from accounts.ways.password.pages.change import change
from accounts.ways.password.pages.forgot import forgot
from accounts.ways.password.pages.give_up import give_up
from accounts.ways.password.pages.new import new
from accounts.ways.password.pages.password import password
from accounts.ways.password.pages.trying import trying

app_name = "password"
urlpatterns = [
    path("sign-in/password/", password, name="page"),
    path("sign-in/password/forgot/", forgot, name="forgot"),
    path("sign-in/password/new/", new, name="new"),
    path("security-info/password/", change, name="change"),
    path("security-info/password/try/", trying, name="trying"),
    path("security-info/password/give-up/", give_up, name="give_up"),
]
