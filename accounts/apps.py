"""Starts the accounts app: the built-in ways to prove oneself are registered here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Methods need loaded models, so they are imported only now.
        from django.contrib.auth.signals import user_logged_in

        from accounts.api_tokens.services import revoke_all_of
        from accounts.audit import followers
        from accounts.mail import addresses
        from accounts.mail.telling import note
        from accounts.methods import registry
        from accounts.personal.settings import PART as SIGN_UP
        from accounts.policy import parts
        from accounts.security_info.securing import in_flight
        from accounts.sessions import followers as followers_of_sessions
        from accounts.sessions.policy import PART as SESSIONS
        from accounts.signin import offering, owed
        from accounts.signin.browser.settings import PART as BROWSERS
        from accounts.signin.road.looking_after import PART as LOOKING_AFTER
        from accounts.signin.road.opening import stop_what_waited
        from accounts.signin.road.staying import STAY
        from accounts.users import endings
        from accounts.users.services import note_last_login
        from accounts.ways.access_pass import method as access_pass
        from accounts.ways.access_pass.services import end_of_person
        from accounts.ways.mail_code import method as mail_code
        from accounts.ways.mail_code.services import confirmed_addresses
        from accounts.ways.one_time_link import method as one_time_link
        from accounts.ways.one_time_link.services import take_back
        from accounts.ways.password import method as password
        from accounts.ways.password.recovering import OBLIGATION as NEW_PASSWORD
        from accounts.ways.recovery_codes import method as recovery_codes

        # In the place of Django's own, which asks this machine's clock: of two under a name the first stands.
        user_logged_in.connect(note_last_login, dispatch_uid="update_last_login")
        followers.register(note)
        for way in (password, mail_code, one_time_link, recovery_codes, access_pass):
            registry.register(way.METHOD)
        for part in (SIGN_UP, BROWSERS, SESSIONS, offering.PART, LOOKING_AFTER):
            parts.register(part)
        for obligation in (NEW_PASSWORD, STAY):
            owed.register(obligation)
        followers_of_sessions.register(stop_what_waited)
        endings.register(end_of_person)
        endings.register_on_its_way(in_flight.end_all)
        in_flight.register(revoke_all_of)
        endings.register_on_its_way(lambda person: take_back(person, ()))
        addresses.register(confirmed_addresses)
        _read_the_log()
        _set_up_looks_and_warnings()
        _set_up_security_info()
        _say_how_changes_are_taken_back()


def _read_the_log() -> None:
    from accounts.audit import readers
    from accounts.hooks import reading as hooks
    from accounts.sign_in_log import folding
    from accounts.warning import lockouts
    from accounts.warning import reading as warnings

    readers.register(folding.READER)
    readers.register(hooks.READER)
    readers.register(lockouts.READER)
    readers.register(warnings.READER)


def _set_up_looks_and_warnings() -> None:
    from accounts.branding.letterhead import letterhead_of
    from accounts.branding.settings import PART as BRANDING
    from accounts.mail import letterhead
    from accounts.policy import parts
    from accounts.warning import kinds
    from accounts.warning.settings import PART as WARNINGS

    parts.register(BRANDING)
    parts.register(WARNINGS)
    letterhead.register(letterhead_of)
    for kind in (kinds.LOCKED_OUT, kinds.NETWORK):
        kinds.register(kind)


def _set_up_security_info() -> None:
    from accounts.alerts import kinds as alerts
    from accounts.holdings.registry import say_nothing, tell
    from accounts.policy import parts
    from accounts.policy.steps import groups, trusted
    from accounts.policy.strengths import applications
    from accounts.policy.strengths.part import PART as STRENGTHS
    from accounts.security_info import menu
    from accounts.security_info.account.copying import getting_in, happenings, people
    from accounts.security_info.account.settings import PART as OWN_ACCOUNT
    from accounts.security_info.places import APPLICATION, PLACES
    from accounts.security_info.registering.starting import register_what_may_be_owed
    from accounts.security_info.securing.recovering import register as register_securing
    from accounts.security_info.sign_ins.not_me import ANSWER_NOT_THEIRS, NOT_THEIRS

    applications.register(APPLICATION)
    for place in PLACES:
        menu.register(place)
    for part in (groups.PART, trusted.PART, STRENGTHS, OWN_ACCOUNT):
        parts.register(part)
    register_securing()
    register_what_may_be_owed()
    alerts.register(NOT_THEIRS)
    alerts.register(ANSWER_NOT_THEIRS)
    tell(*people.HOLDINGS, *getting_in.HOLDINGS, *happenings.HOLDINGS)
    for why, models in getting_in.SILENT.items():
        say_nothing(why, *models)


def _say_how_changes_are_taken_back() -> None:
    from accounts.api_tokens import undoing as api_tokens
    from accounts.security_info.account import undoing as own_account
    from accounts.security_info.undoing import of_account
    from accounts.ways.access_pass import undoing as passes
    from accounts.ways.mail_code import undoing as addresses
    from accounts.ways.one_time_link import undoing as links
    from accounts.ways.password import undoing as passwords
    from accounts.ways.recovery_codes import undoing as codes

    for changes in (api_tokens, of_account, own_account, addresses, codes, links, passes, passwords):
        changes.say_how()
