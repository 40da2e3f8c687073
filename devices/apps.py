"""Starts the devices app: its methods take their place among the ways to prove oneself."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "devices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Methods need loaded models, so they are imported only now.
        from accounts.methods import registry
        from devices.approvals.method import METHOD as PHONE
        from devices.otp.method import METHOD as AUTHENTICATOR_CODE

        registry.register(PHONE)
        registry.register(AUTHENTICATOR_CODE)
