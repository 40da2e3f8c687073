"""Starts the devices app: what it fills takes its place in the tables below it."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "devices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They need loaded models, so they are imported only now.
        from accounts.audit import followers as told
        from accounts.audit import readers
        from accounts.methods import registry
        from accounts.security_info import menu
        from accounts.security_info.securing import in_flight
        from accounts.sessions import followers
        from accounts.users import endings
        from devices.approvals import kinds
        from devices.approvals.evidence.keeping import READER as EVIDENCE
        from devices.approvals.finishing import revoke_of_person
        from devices.approvals.method import METHOD as PHONE
        from devices.call_checks.checking import CALL
        from devices.code_generators.method import METHOD as CODE_GENERATOR
        from devices.enrolment.closing_test import ENROL
        from devices.enrolment.services import end_all_of as end_enrolments
        from devices.enrolment.watching import look_again_after_all, look_again_after_one
        from devices.four_eyes.looking import ACT
        from devices.holdings import register as tell_holdings
        from devices.moving.services import end_all_of as end_moves
        from devices.notices.telling import note
        from devices.otp.method import METHOD as AUTHENTICATOR_CODE
        from devices.passkeys.method import METHOD as PASSKEY
        from devices.places import PLACES
        from devices.undoing import authenticator_apps, code_generators, in_passing, passkeys, phones

        registry.register(PHONE)
        registry.register(AUTHENTICATOR_CODE)
        registry.register(CODE_GENERATOR)
        registry.register(PASSKEY)
        for place in PLACES:
            menu.register(place)
        kinds.register(ENROL)
        kinds.register(ACT)
        kinds.register(CALL)
        in_flight.register(end_enrolments)
        in_flight.register(end_moves)
        endings.register(revoke_of_person)
        endings.register(look_again_after_all)
        followers.register(look_again_after_one)
        tell_holdings()
        told.register(note)
        readers.register(EVIDENCE)
        for changes in (authenticator_apps, code_generators, in_passing, passkeys, phones):
            changes.say_how()
        _warn_of_what_is_suspicious()


def _warn_of_what_is_suspicious() -> None:
    from accounts.alerts import kinds as alerts
    from accounts.audit import readers
    from accounts.warning import kinds as warnings
    from devices.addresses.failing import WARN_OF_PUSHES
    from devices.approvals.reporting import floods
    from devices.approvals.reporting.alert import ALL as DISOWNED
    from devices.approvals.reporting.warned_of import WARN_OF_REPORTS

    for alert in (floods.FLOOD, *(one.alert for one in DISOWNED)):
        alerts.register(alert)
    readers.register(floods.READER)
    for warning in (WARN_OF_REPORTS, floods.WARN_OF_FLOODS, WARN_OF_PUSHES):
        warnings.register(warning)
