"""Every check of ours, asked before the program starts: whoever adds one adds a line here."""

from django.core.checks import Tags, register

from idp.backups.mark import database_is_restored_whole
from idp.checks.addresses import addresses_are_readable
from idp.checks.audit_lines import audit_lines_can_be_written
from idp.checks.breached_passwords import breached_passwords_are_sorted
from idp.checks.demo_people import nobody_has_the_demo_password
from idp.checks.mail import letters_leave_safely
from idp.checks.native_apps import native_apps_are_named_safely
from idp.checks.production import production_is_safe
from idp.checks.push import browsers_can_be_woken, phones_can_be_woken
from idp.checks.telemetry import installation_can_be_watched
from idp.checks.this_machine import only_this_machine_is_served
from idp.upgrading.address import address_is_as_it_was
from idp.upgrading.schema import TAG, database_fits_this_release

SECURITY = (
    production_is_safe,
    only_this_machine_is_served,
    letters_leave_safely,
    addresses_are_readable,
    native_apps_are_named_safely,
    breached_passwords_are_sorted,
    audit_lines_can_be_written,
    phones_can_be_woken,
    installation_can_be_watched,
)
DATABASE = (browsers_can_be_woken, nobody_has_the_demo_password)

RELEASE = (database_fits_this_release, address_is_as_it_was, database_is_restored_whole)


def register_every() -> None:
    """Have Django ask them."""
    for check in SECURITY:
        register(check, Tags.security)
    for check in DATABASE:
        register(check, Tags.database)
    for check in RELEASE:
        register(check, TAG)
