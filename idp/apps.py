"""idp as a Django app: its checks, commands and templates."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig
from django.core.cache import close_caches
from django.core.handlers.base import reset_urlconf
from django.core.signals import request_finished, request_started
from django.db import reset_queries

# What Django does around each request and nothing here needs: our caches hold nothing that closes, every request has
# the same addresses, and of the queries that are listed while somebody develops Django keeps the last 9000.
NOT_NEEDED = (
    (request_finished, close_caches),
    (request_finished, reset_urlconf),
    (request_started, reset_queries),
)


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
        from idp.checks.every import register_every as register_checks
        from idp.configuration import chapters, groups, policy, second_person, strengths, webhooks
        from idp.configuration.of_applications import added, hosts
        from idp.holdings import register as tell_holdings
        from idp.operators import BROKEN_GLASS
        from idp.portal.application import APPLICATION as PORTAL
        from idp.portal.four_eyes.acts import register as register_acts
        from idp.portal.four_eyes.members import MEMBERS
        from idp.portal.imports import generators, people
        from idp.portal.logs.audit.asked import log_of
        from idp.test_application.page import APPLICATION as TEST_APPLICATION
        from idp.worker.lines import begin as begin_lines

        for signal, receiver in NOT_NEEDED:
            signal.disconnect(receiver)
        register_checks()
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
        for chapter in (groups, added, hosts, strengths, policy, second_person, webhooks):
            chapters.register(chapter.CHAPTER)
