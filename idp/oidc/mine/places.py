"""The rows that applications have in the menu of Security info."""

from django.utils.translation import gettext_lazy as _

from accounts.security_info.menu import MenuItem

PLACES = (
    MenuItem("my_apps", _("My apps"), "oidc:my_apps", 55, icon="apps"),
    MenuItem("applications", _("Applications allowed"), "oidc:allowed", 60, icon="share"),
)
