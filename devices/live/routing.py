"""The addresses of the websockets."""

from django.urls import path

from devices.live.approval import ApprovalSocket
from devices.live.enrolment import EnrolmentSocket
from devices.live.phone import PATH, PhoneSocket

urlpatterns = [
    path("live/approval/", ApprovalSocket.as_asgi()),
    path("live/enrolment/", EnrolmentSocket.as_asgi()),
    path(PATH.removeprefix("/"), PhoneSocket.as_asgi()),
]
