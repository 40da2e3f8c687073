"""Addresses of passkeys: asked while signing in, looked after at Security info."""

from django.urls import path

from devices.passkeys.pages.make import add, add_options
from devices.passkeys.pages.manage import passkeys, rename
from devices.passkeys.pages.quiet import quiet, quiet_options
from devices.passkeys.pages.sign_in import options as beginning_options
from devices.passkeys.pages.sign_in import sign_in
from devices.passkeys.pages.step import options, page
from devices.passkeys.pages.trying import name, try_options, trying
from devices.passkeys.pages.well_known import passkey_endpoints

app_name = "passkeys"
urlpatterns = [
    path("sign-in/passkey/", page, name="page"),
    path("sign-in/passkey/options/", options, name="options"),
    path("sign-in/with-passkey/", sign_in, name="sign_in"),
    path("sign-in/with-passkey/options/", beginning_options, name="beginning_options"),
    path("security-info/passkeys/", passkeys, name="passkeys"),
    path("security-info/passkeys/add/", add, name="add"),
    path("security-info/passkeys/add/options/", add_options, name="add_options"),
    path("security-info/passkeys/quiet/", quiet, name="quiet"),
    path("security-info/passkeys/quiet/options/", quiet_options, name="quiet_options"),
    path("security-info/passkeys/<int:passkey_id>/name/", name, name="name"),
    path("security-info/passkeys/<int:passkey_id>/try/", trying, name="trying"),
    path("security-info/passkeys/<int:passkey_id>/try/options/", try_options, name="try_options"),
    path("security-info/passkeys/<int:passkey_id>/rename/", rename, name="rename"),
    path(".well-known/passkey-endpoints", passkey_endpoints, name="endpoints"),
]
