"""Starts the devices app: what it fills takes its place in the tables below it."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "devices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They need loaded models, so they are imported only now.
        from accounts.alerts import kinds as alerts
        from accounts.methods import registry
        from accounts.sessions import followers
        from accounts.users import endings
        from devices.approvals import kinds
        from devices.approvals.finishing import revoke_of_person
        from devices.approvals.method import METHOD as PHONE
        from devices.approvals.reporting.alert import NOT_ME
        from devices.code_generators.method import METHOD as CODE_GENERATOR
        from devices.enrolment.closing_test import ENROL
        from devices.enrolment.watching import look_again_after_all, look_again_after_one
        from devices.otp.method import METHOD as AUTHENTICATOR_CODE
        from devices.passkeys.method import METHOD as PASSKEY

        registry.register(PHONE)
        registry.register(AUTHENTICATOR_CODE)
        registry.register(CODE_GENERATOR)
        registry.register(PASSKEY)
        kinds.register(ENROL)
        alerts.register(NOT_ME)
        endings.register(revoke_of_person)
        endings.register(look_again_after_all)
        followers.register(look_again_after_one)
