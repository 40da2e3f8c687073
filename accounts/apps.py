"""Starts the accounts app: the built-in ways to prove oneself are registered here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Methods need loaded models, so they are imported only now.
        from django.contrib.auth.signals import user_logged_in

        from accounts.methods import registry
        from accounts.policy import parts
        from accounts.signin.browser.settings import PART as BROWSERS
        from accounts.users.services import note_last_login
        from accounts.ways.one_time_link import method as one_time_link
        from accounts.ways.password import method as password

        # In the place of Django's own, which asks this machine's clock: of two under a name the first stands.
        user_logged_in.connect(note_last_login, dispatch_uid="update_last_login")
        registry.register(password.METHOD)
        registry.register(one_time_link.METHOD)
        parts.register(BROWSERS)
