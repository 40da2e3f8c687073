"""Starts the accounts app: the built-in ways to prove oneself are registered here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Methods need loaded models, so they are imported only now.
        from accounts.methods import registry
        from accounts.ways.one_time_link import method as one_time_link
        from accounts.ways.password import method as password

        registry.register(password.METHOD)
        registry.register(one_time_link.METHOD)
