"""idp as a Django app: its checks, commands and templates."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class IdpConfig(AppConfig):
    """Registers the checks that keep an unsafe production from starting."""

    name = "idp"
    verbose_name = "Handslag"

    def ready(self) -> None:
        """Register our checks; importing them earlier would need the settings too soon."""
        from idp.checks.addresses import addresses_are_readable
        from idp.checks.demo_people import nobody_has_the_demo_password
        from idp.checks.production import production_is_safe

        register(production_is_safe, Tags.security)
        register(addresses_are_readable, Tags.security)
        register(nobody_has_the_demo_password, Tags.database)
