"""The addresses of logos and colours; what is no colour or no mark is no address."""

from django.urls import path, re_path

from accounts.branding.pages import colours, logo, preview

app_name = "branding"
urlpatterns = [
    re_path(r"^logo/(?P<mark>[0-9a-f]{32})\.png$", logo, name="logo"),
    re_path(r"^colours/(?P<colour>[0-9a-f]{6})\.css$", colours, name="colours"),
    re_path(r"^preview/(?P<colour>[0-9a-f]{6})\.css$", preview, name="preview"),
    path("preview/ours.css", preview, name="preview_ours"),
]
