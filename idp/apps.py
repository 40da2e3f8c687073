"""idp as a Django app: its checks, commands and templates."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig
from django.core.checks import Tags, register


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Collects what our pages show: none of them is a page of these two."""

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "rest_framework", "django_otp"]


class IdpConfig(AppConfig):
    """Registers the checks that keep what is unsafe from starting."""

    name = "idp"
    verbose_name = "Handslag"

    def ready(self) -> None:
        """Register our checks; importing them earlier would need the settings too soon."""
        from accounts.alerts import kinds as alerts
        from accounts.jobs import kinds
        from accounts.policy.strengths import applications
        from accounts.warning.telling import leads_to
        from devices.four_eyes import kinds as acts
        from idp.checks.addresses import addresses_are_readable
        from idp.checks.audit_lines import audit_lines_can_be_written
        from idp.checks.breached_passwords import breached_passwords_are_sorted
        from idp.checks.demo_people import nobody_has_the_demo_password
        from idp.checks.mail import letters_leave_safely
        from idp.checks.native_apps import native_apps_are_named_safely
        from idp.checks.production import production_is_safe
        from idp.checks.push import browsers_can_be_woken, phones_can_be_woken
        from idp.checks.seeing import installation_can_be_watched
        from idp.checks.this_machine import only_this_machine_is_served
        from idp.configuration import chapters, groups, policy, second_person, strengths, webhooks
        from idp.holdings import register as tell_holdings
        from idp.operators import BROKEN_GLASS
        from idp.portal.application import APPLICATION as PORTAL
        from idp.portal.four_eyes.acts import register as register_acts
        from idp.portal.four_eyes.members import MEMBERS
        from idp.portal.imports import generators, people
        from idp.portal.logs.audit.asked import log_of
        from idp.test_application.page import APPLICATION as TEST_APPLICATION
        from idp.worker.lines import begin as begin_lines

        register(production_is_safe, Tags.security)
        register(only_this_machine_is_served, Tags.security)
        register(letters_leave_safely, Tags.security)
        register(addresses_are_readable, Tags.security)
        register(native_apps_are_named_safely, Tags.security)
        register(breached_passwords_are_sorted, Tags.security)
        register(installation_can_be_watched, Tags.security)
        register(audit_lines_can_be_written, Tags.security)
        register(phones_can_be_woken, Tags.security)
        register(browsers_can_be_woken, Tags.database)
        register(nobody_has_the_demo_password, Tags.database)
        tell_holdings()
        kinds.register(people.KIND)
        kinds.register(generators.KIND)
        alerts.register(BROKEN_GLASS)
        applications.register(PORTAL)
        applications.register(TEST_APPLICATION)
        register_acts()
        acts.register(MEMBERS)
        leads_to(log_of)
        begin_lines()
        for chapter in (groups, strengths, policy, second_person, webhooks):
            chapters.register(chapter.CHAPTER)
