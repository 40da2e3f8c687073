"""What the release before this one knows: it serves beside this one while that is begun, and after a way back."""

from django.apps import apps

# The last migration of each app in it. Of a new release: those that the one before it was made with.
BEFORE = {
    "accounts": "0039_temporary_passwords_end",
    "devices": "0029_callers_confirm_on_their_phone",
    "oidc": "0006_pushed_requests_bound_tokens_services",
}
# The commit that it was made of: the tests go from there to this one and back.
COMMIT = "43563cfabfa4513323a74b3f99f5541b61003b28"
PACKAGES = {"accounts", "devices", "idp"}


def our_apps() -> set[str]:
    """Return the labels of our own apps, those too that the release before does not have."""
    return {one.label for one in apps.get_app_configs() if one.name.partition(".")[0] in PACKAGES}
