"""Address of the page that takes a pass, below /sign-in/pass/."""

from django.urls import path

from accounts.ways.access_pass.pages.use import use

app_name = "access_pass"
urlpatterns = [path("", use, name="page")]
