"""idp as a Django app: its checks, commands and templates."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig
from django.core.checks import Tags, register


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Collects what our pages show: none of them is a page of these two."""

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "rest_framework", "django_otp"]


class IdpConfig(AppConfig):
    """Registers the checks that keep what is unsafe from starting."""

    name = "idp"
    verbose_name = "Handslag"

    def ready(self) -> None:
        """Register our checks; importing them earlier would need the settings too soon."""
        from idp.checks.addresses import addresses_are_readable
        from idp.checks.breached_passwords import breached_passwords_are_sorted
        from idp.checks.demo_people import nobody_has_the_demo_password
        from idp.checks.mail import letters_leave_safely
        from idp.checks.production import production_is_safe
        from idp.checks.this_machine import only_this_machine_is_served

        register(production_is_safe, Tags.security)
        register(only_this_machine_is_served, Tags.security)
        register(letters_leave_safely, Tags.security)
        register(addresses_are_readable, Tags.security)
        register(breached_passwords_are_sorted, Tags.security)
        register(nobody_has_the_demo_password, Tags.database)
