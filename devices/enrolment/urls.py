"""Addresses of one's phones, below /security-info/phones/."""

from django.urls import path

from devices.enrolment.pages.add import add, cancel, finish, status, watch
from devices.enrolment.pages.here import here
from devices.enrolment.pages.lost import lost
from devices.enrolment.pages.phones import phones
from devices.enrolment.pages.rename import rename

app_name = "enrolment"
urlpatterns = [
    path("", phones, name="phones"),
    path("add/", add, name="add"),
    path("here/", here, name="here"),
    path("add/<uuid:enrolment_id>/", watch, name="watch"),
    path("add/<uuid:enrolment_id>/status/", status, name="status"),
    path("add/<uuid:enrolment_id>/cancel/", cancel, name="cancel"),
    path("add/<uuid:enrolment_id>/finish/", finish, name="finish"),
    path("<uuid:account_id>/rename/", rename, name="rename"),
    path("<uuid:account_id>/lost/", lost, name="lost"),
]
