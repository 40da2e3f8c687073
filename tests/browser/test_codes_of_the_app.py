"""Codes in the app: of an account here without a network, and of other services in and out (C06, C12)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import change_policy, make_tenant

PASSPHRASE = "fyra öar i havet"
# The secret of RFC 4226, appendix D.
COUNTED = "otpauth://hotp/Old%20Bank?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0"
TIMED = "otpauth://totp/Mail?secret=JBSWY3DPEHPK3PXP"
DIGITS = re.compile(r"^\d{3} \d{3}$")


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=("password", "phone", "authenticator_code"))


def code_shown(phone: PhoneWindow) -> str:
    digits = phone.page.locator(".code-digits")
    expect(digits).to_have_text(DIGITS)
    return digits.inner_text().replace(" ", "")


def test_without_a_network_the_phone_shows_the_code_that_signs_in(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # C06
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    change_policy(ann.tenant, two_step=True)
    phone.menu(ann)
    phone.presses("Show codes")
    phone.sees("Show codes for this account?")
    phone.presses("Show codes")
    phone.sees("Codes")
    code = code_shown(phone)
    phone.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.page.locator(".code-digits").click()
    phone.reads("Copied")
    # The one of the moment: half a minute may have ended just before, or just since.
    assert phone.page.evaluate("navigator.clipboard.readText()") in {code, code_shown(phone)}

    phone.page.context.set_offline(True)
    phone.presses("Back to accounts")
    phone.presses("Codes")
    browser_side.signs_in_by_password(ann)
    browser_side.follows("Use an authenticator code instead")
    browser_side.writes("Code", code_shown(phone))
    browser_side.page.keyboard.press("Enter")

    browser_side.is_signed_in()
    phone.page.context.set_offline(False)


def test_a_code_of_a_service_is_typed_backed_up_removed_and_brought_back(
    phone: PhoneWindow, tmp_path: Path
) -> None:  # C06, C12
    phone.presses("Codes")
    phone.follows("Add a code")
    row_of_list(phone, "Type it")
    phone.writes("Service", "Example Mail")
    phone.writes("Account", "ann@mail.example")
    phone.writes("Key", "jbsw y3dp ehpk 3px1")
    phone.presses("Continue")
    phone.reads(re.compile("digits 2 to 7 alone"))
    phone.writes("Key", "jbsw y3dp ehpk 3pxp")
    phone.presses("Continue")
    phone.sees("Add this code?")
    phone.presses("Add")
    phone.reads("The code was added.")
    before = code_shown(phone)
    ring = phone.page.locator(".ring-with-number > .ring").bounding_box()
    assert ring is not None
    assert ring["width"] == ring["height"] == 40

    backup = _backed_up(phone, tmp_path)
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(backup)
    _remove(phone)
    _bring_back(phone, tmp_path / "backup.json")
    phone.presses("Add")

    phone.reads("1 code was added.")
    phone.reads("Example Mail")
    assert DIGITS.match(f"{before[:3]} {before[3:]}")
    _bring_back(phone, tmp_path / "backup.json")
    phone.sees("Nothing new in it")
    phone.reads("1 is here already and is left out.")


def test_a_code_counted_by_presses_goes_on_with_each_and_codes_are_covered_where_that_is_wished(
    phone: PhoneWindow,
) -> None:  # C06
    phone.presses("Codes")
    phone.follows("Add a code")
    row_of_list(phone, "Import many")
    phone.writes("Or paste the addresses, one a line", f"{COUNTED}\n{TIMED}\nno address")
    phone.presses("Read what was pasted")
    phone.sees("Add 2 codes?")
    phone.reads("1 line could not be read.")
    phone.presses("Add")

    counted, timed = (phone.page.locator(".code-row", has_text=name) for name in ("Old Bank", "Mail"))
    expect(counted).to_contain_text("•••")
    phone.presses("Next code for Old Bank")
    expect(counted).to_contain_text("755 224")
    phone.presses("Next code for Old Bank")
    expect(counted).to_contain_text("287 082")

    phone.presses("Edit codes")
    phone.sees("Edit codes")
    expect(phone.button("Rename Mail")).to_have_text("Rename")
    expect(phone.button("Remove Mail")).to_have_text("Remove")
    phone.presses("Move Mail up")
    expect(phone.page.locator(".code-row").first).to_contain_text("Mail")
    phone.presses("Back up and move")
    phone.page.get_by_label("Cover codes until they are tapped").check()
    phone.presses("Back")
    phone.presses("Back to accounts")
    phone.presses("Codes")
    expect(timed).to_contain_text("•••")
    timed.get_by_role("button").click()
    expect(timed.locator(".code-digits")).to_have_text(DIGITS)


def row_of_list(phone: PhoneWindow, title: str) -> None:
    phone.page.locator(".row-link").filter(has=phone.page.get_by_text(title, exact=True)).click()


def _backed_up(phone: PhoneWindow, folder: Path) -> dict[str, object]:
    phone.presses("Back up and move")
    row_of_list(phone, "Back up")
    phone.presses("Unlock")
    phone.sees("Back up codes")
    phone.writes("Passphrase", PASSPHRASE[:1])
    phone.presses("Save the backup")
    phone.reads(re.compile("characters are missing"))
    phone.writes("Passphrase", PASSPHRASE)
    phone.writes("The same passphrase again", PASSPHRASE)
    with phone.page.expect_download() as saved:
        phone.presses("Save the backup")
    saved.value.save_as(folder / "backup.json")
    phone.reads(re.compile("1 code was saved"))
    kept: dict[str, object] = json.loads((folder / "backup.json").read_text())
    return kept


def _remove(phone: PhoneWindow) -> None:
    phone.opens()
    phone.presses("Codes")
    phone.presses("Edit codes")
    phone.presses("Remove Example Mail · ann@mail.example")
    phone.reads(re.compile("Example Mail goes on asking for a code"))
    phone.presses("Remove")
    phone.reads("The code was removed.")


def _bring_back(phone: PhoneWindow, file: Path) -> None:
    phone.opens()
    phone.presses("Codes")
    phone.presses("Back up and move")
    row_of_list(phone, "Import")
    phone.page.get_by_label("Choose a file").set_input_files(file)
    phone.sees("Open the backup")
    phone.writes("Passphrase of the backup", PASSPHRASE)
    phone.presses("Open")
