"""Starts the accounts app: the built-in ways to prove oneself are registered here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Methods need loaded models, so they are imported only now.
        from django.contrib.auth.signals import user_logged_in

        from accounts.audit import followers
        from accounts.mail import addresses
        from accounts.mail.telling import note
        from accounts.methods import registry
        from accounts.personal.settings import PART as SIGN_UP
        from accounts.policy import parts
        from accounts.sessions import followers as followers_of_sessions
        from accounts.sessions.policy import PART as SESSIONS
        from accounts.signin import offering, owed
        from accounts.signin.browser.settings import PART as BROWSERS
        from accounts.signin.road.opening import stop_what_waited
        from accounts.signin.road.staying import STAY
        from accounts.users import endings
        from accounts.users.services import note_last_login
        from accounts.ways.access_pass import method as access_pass
        from accounts.ways.access_pass.services import end_of_person
        from accounts.ways.mail_code import method as mail_code
        from accounts.ways.mail_code.services import confirmed_addresses
        from accounts.ways.one_time_link import method as one_time_link
        from accounts.ways.password import method as password
        from accounts.ways.password.recovering import OBLIGATION as NEW_PASSWORD
        from accounts.ways.recovery_codes import method as recovery_codes

        # In the place of Django's own, which asks this machine's clock: of two under a name the first stands.
        user_logged_in.connect(note_last_login, dispatch_uid="update_last_login")
        followers.register(note)
        registry.register(password.METHOD)
        registry.register(mail_code.METHOD)
        registry.register(one_time_link.METHOD)
        registry.register(recovery_codes.METHOD)
        registry.register(access_pass.METHOD)
        for part in (SIGN_UP, offering.PART, SESSIONS, BROWSERS):
            parts.register(part)
        for obligation in (NEW_PASSWORD, STAY):
            owed.register(obligation)
        followers_of_sessions.register(stop_what_waited)
        endings.register(end_of_person)
        addresses.register(confirmed_addresses)
