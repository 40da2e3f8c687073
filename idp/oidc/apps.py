"""idp.oidc as a Django app."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    """Its tables, commands and addresses."""

    name = "idp.oidc"
    label = "oidc"
    verbose_name = "OpenID Connect"

    def ready(self) -> None:
        """Say what its tables tell of people, what may be asked and required, and hear of sessions that end."""
        from accounts.policy.strengths import applications
        from accounts.security_info import menu
        from accounts.sessions import followers
        from accounts.signin.road import farewell
        from accounts.users import endings
        from idp.oidc.applications.strengths import SOURCE
        from idp.oidc.ciba.kinds import register as ask_phones
        from idp.oidc.holdings import register as tell_holdings
        from idp.oidc.leaving.frames import through_frames
        from idp.oidc.leaving.noticing import session_is_gone, sessions_ended
        from idp.oidc.mine.places import PLACES
        from idp.oidc.screens.answering import register as show_answers

        tell_holdings()
        for place in PLACES:
            menu.register(place)
        followers.register_for_all(session_is_gone)
        endings.register(sessions_ended)
        farewell.register(through_frames)
        ask_phones()
        show_answers()
        applications.register_source(SOURCE)
