"""Addresses of the number page, below /sign-in/phone/."""

from django.urls import path

from devices.approvals.pages.here import here
from devices.approvals.pages.phone import again, phone, status

app_name = "approvals"
urlpatterns = [
    path("", phone, name="phone"),
    path("status/", status, name="status"),
    path("again/", again, name="again"),
    path("here/", here, name="here"),
]
