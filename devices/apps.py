"""Starts the devices app: the phone takes its place among the ways to prove oneself."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "devices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The method needs loaded models, so it is imported only now.
        from accounts.methods import registry
        from devices.approvals.method import METHOD

        registry.register(METHOD)
