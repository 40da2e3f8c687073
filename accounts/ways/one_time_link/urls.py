"""Address of one-time links, below /sign-in/one-time/."""

from django.urls import path

from accounts.ways.one_time_link.page import one_time

app_name = "one_time_link"
urlpatterns = [path("<str:token>/", one_time, name="open")]
