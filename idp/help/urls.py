"""Addresses of the help pages, below /help/."""

from django.urls import path

from idp.help.pages import index, page

app_name = "help"
urlpatterns = [
    path("", index, name="index"),
    path("<slug:name>/", page, name="page"),
]
