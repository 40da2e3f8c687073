"""A helper verifies a caller, who then shows the receipt of what they approved (H07)."""

from __future__ import annotations

from accounts.users.models import User
from devices.approvals.receipts.making import receipt_of
from devices.call_checks.models import CallCheck
from tests.browser.looks.conftest import Looks
from tests.support.entering import enters_by_phone
from tests.support.people import make_person
from tests.support.ready_phone import ready_phone


def test_a_caller_types_the_number_that_the_helper_reads_out(looks: Looks, ann: User) -> None:  # G04 G09 H07
    helper = make_person(ann.tenant, "helle", role="helpdesk", display_name="Helle Holm")
    phone = ready_phone(looks.phone, ann)
    enters_by_phone(looks.browser, helper)

    looks.at_page(f"/portal/users/callers/of/{ann.pk}/")
    looks.browser.presses("Ask their phone")
    looks.browser.sees("Read this number out")
    looks.at_browser("the number")
    phone.sees("Is it you on the telephone?")
    looks.at_phone("who asks")
    phone.writes("Type the number you are told", looks.browser.digits_shown())
    phone.presses("Approve")

    looks.browser.sees("Confirmed on their phone")
    looks.at_browser("confirmed")
    looks.browser.follows("To this person")
    looks.at_browser("what a helper can do")
    made = receipt_of(CallCheck.objects.get().request)
    assert made is not None
    looks.browser.page.context.clear_cookies()
    looks.browser.signs_in_by_password(ann)
    looks.browser.is_signed_in()
    looks.at_page("/security-info/approvals/")
    looks.at_page("/receipts/")
    looks.browser.writes("Receipt", made)
    looks.browser.presses("Verify")
    looks.browser.reads("The receipt holds.")
    looks.at_browser("a receipt that holds")
    looks.browser.writes("Another receipt", made[:-2])
    looks.browser.presses("Verify")
    looks.browser.reads("The receipt does not hold.")
    looks.at_browser("a receipt that does not hold")
