"""Address of the password page, below /sign-in/password/."""

from django.urls import path

from accounts.ways.password.page import password

app_name = "password"
urlpatterns = [path("", password, name="page")]
