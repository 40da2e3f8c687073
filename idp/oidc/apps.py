"""idp.oidc as a Django app."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    """Its tables, commands and addresses."""

    name = "idp.oidc"
    label = "oidc"
    verbose_name = "OpenID Connect"

    def ready(self) -> None:
        """Say what its tables tell of people, and what phones may be asked by applications."""
        from idp.oidc.ciba.kinds import register as ask_phones
        from idp.oidc.holdings import register as tell_holdings

        tell_holdings()
        ask_phones()
