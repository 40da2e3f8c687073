"""Where the phone app lives."""

from django.urls import path

from devices.authenticator import arriving, views

app_name = "authenticator"
urlpatterns = [
    path("", views.app, name="app"),
    path("arrive/", arriving.arrive, name="arrive"),
    path("carry/", arriving.carry, name="carry"),
    path("forget/", arriving.forget, name="forget"),
    path("texts.json", views.texts, name="texts"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
