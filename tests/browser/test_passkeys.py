"""Passkeys in a real browser, with authenticators that Chromium plays: each way in, and each refusal (F04, A18)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import CDPSession, expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.services import remove
from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow
from tests.support.people import PASSWORD, change_policy, make_person, make_tenant, turn_off
from tests.support.texts import swedish
from tests.support.waiting import until

BAD_ANSWER = r"status of 400 .*/sign-in/(with-)?passkey/"
NOT_TAKEN = (
    "It may have been removed, or be for another account, or your organisation does not take it. Sign in another "
    "way."
)
SMALL = {"viewport": PHONE["viewport"]}


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=("password", "passkey"))


@dataclass
class Authenticator:
    """What a browser reaches that keeps passkeys; `session` tells it how to behave."""

    session: CDPSession
    name: str

    def tell(self, what: str, **how: Any) -> Any:
        return self.session.send(f"WebAuthn.{what}", {"authenticatorId": self.name, **how})

    def is_touched(self, touched: bool) -> None:
        """Does its person answer at once, or nobody ever?"""
        self.tell("setAutomaticPresenceSimulation", enabled=touched)

    def kept(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.tell("getCredentials")["credentials"]
        return found


def authenticator_at(window: BrowserWindow, **kind: Any) -> Authenticator:
    """Gives this window a platform authenticator that verifies its person, or one of another `kind`."""
    session = window.page.context.new_cdp_session(window.page)
    session.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options | kind})
    return Authenticator(session, added["authenticatorId"])


def begins_with(window: BrowserWindow, user: User, heading: str, *, instead: str) -> None:
    """Writes the username; the way with this heading is asked first, or one link away (A12)."""
    window.begins(user)
    window.page.wait_for_url(re.compile("/sign-in/pass"))
    if window.page.get_by_role("heading", name=window.words(heading)).count() == 0:
        window.follows(instead)
    window.sees(heading)


def is_asked(window: BrowserWindow, user: User) -> None:
    begins_with(window, user, "Your passkey", instead="Use a passkey instead")


def enters_by_password(window: BrowserWindow, user: User) -> None:
    begins_with(window, user, "Your password", instead="Use your password instead")
    window.writes("Password", PASSWORD)
    window.presses("Sign in")


def makes_passkey(window: BrowserWindow, user: User, *, name: str = "") -> Passkey:
    """Signs in by the password, and adds one at Security info."""
    enters_by_password(window, user)
    window.is_signed_in()
    window.page.goto("/security-info/")
    window.page.get_by_role("button", name=re.compile("^" + window.words("Passkey"))).click()
    window.presses("Make a passkey")
    window.sees("Name this passkey")
    if name:
        window.writes("What you call it", name)
    window.presses("Continue")
    window.sees("Try your passkey")
    window.presses("Use my passkey")
    window.sees("Ready to use")
    return Passkey.objects.filter(user=user).latest("pk")


def is_clean(window: BrowserWindow) -> None:
    """Nothing on the page is too wide, or keeps anybody out."""
    inspection = Inspection()
    inspection.look(window, window.page.url)
    assert inspection.found == []


def comes_and_goes_on(window: BrowserWindow) -> None:
    """Opens the first page, which goes on by itself; maybe before the whole of it has come."""
    window.page.goto("/sign-in/", wait_until="commit")


def waits_for_its_person(authenticator: Authenticator, window: BrowserWindow) -> None:
    """Nobody touches it, so that what the first page fills in stays unanswered and people press."""
    authenticator.is_touched(False)
    window.signs_out()
    window.page.goto("/sign-in/")
    expect(window.button("Sign in with a passkey")).to_be_visible()


@pytest.mark.parametrize(("locale", "size"), [("en-GB", {}), ("sv-SE", SMALL)])
def test_one_is_made_named_and_signs_in_by_what_the_first_page_fills_in(
    locale: str, size: dict[str, Any], new_window: NewWindow, ann: User
) -> None:  # F04 D05
    page = new_window(locale=locale, **size)
    window = BrowserWindow(page, words=swedish("django") if locale == "sv-SE" else str)
    authenticator = authenticator_at(window)
    makes_passkey(window, ann, name="Laptop")
    is_clean(window)
    waits_for_its_person(authenticator, window)
    is_clean(window)

    authenticator.is_touched(True)

    # The virtual authenticator chooses the passkey that the browser lists, as its person would.
    comes_and_goes_on(window)
    window.is_signed_in()
    window.reads("Passkey")
    expect(page.get_by_text("Laptop")).to_be_visible()
    assert len(authenticator.kept()) == 1


def test_the_button_signs_in_without_a_username(window: BrowserWindow, ann: User) -> None:  # F04
    window.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    authenticator_at(window)
    makes_passkey(window, ann)
    window.signs_out()
    window.page.goto("/sign-in/")

    window.presses("Sign in with a passkey")

    window.is_signed_in()
    window.reads("two steps that no fake site can ask for")


def test_after_the_username_the_page_asks_for_it(window: BrowserWindow, ann: User) -> None:  # A12 F04
    authenticator = authenticator_at(window)
    makes_passkey(window, ann)
    authenticator.is_touched(False)
    window.signs_out()
    is_asked(window, ann)
    is_clean(window)

    authenticator.is_touched(True)
    window.presses("Use my passkey")

    window.is_signed_in()


@pytest.mark.parametrize("resident", [True, False])
def test_after_the_password_it_is_the_second_step_whether_or_not_the_key_knows_the_username(
    resident: bool, window: BrowserWindow, ann: User
) -> None:  # F02 A10
    authenticator = authenticator_at(window, transport="usb", hasResidentKey=resident)
    makes_passkey(window, ann)
    assert Passkey.objects.get().is_discoverable is resident
    change_policy(ann.tenant, two_step=True)
    authenticator.is_touched(False)
    window.signs_out()
    enters_by_password(window, ann)
    window.sees("Your passkey")

    authenticator.is_touched(True)
    window.presses("Use my passkey")

    window.is_signed_in()
    window.reads("A password")


def test_whoever_cancels_is_told_and_may_try_again_or_go_another_way(
    window: BrowserWindow, ann: User
) -> None:
    authenticator = authenticator_at(window)
    makes_passkey(window, ann)
    authenticator.is_touched(False)
    window.signs_out()
    is_asked(window, ann)
    authenticator.tell("setUserVerified", isUserVerified=False)
    authenticator.is_touched(True)

    window.presses("Use my passkey")
    window.reads("No passkey was used. Try again, or sign in another way.")
    is_clean(window)

    authenticator.tell("setUserVerified", isUserVerified=True)
    window.presses("Use my passkey")
    window.is_signed_in()


def test_a_browser_that_has_none_says_so_and_the_password_is_one_link_away(
    window: BrowserWindow, ann: User
) -> None:  # F01
    authenticator_at(window)
    is_asked(window, ann)

    window.presses("Use my passkey")
    window.reads("No passkey was used. Try again, or sign in another way.")
    window.follows("Use your password instead")
    window.writes("Password", PASSWORD)
    window.presses("Sign in")

    window.is_signed_in()


def test_somebody_elses_passkey_is_refused(
    window: BrowserWindow, ann: User, complaints: Complaints
) -> None:  # A18
    complaints.allow(BAD_ANSWER)
    authenticator = authenticator_at(window)
    makes_passkey(window, ann)
    authenticator.is_touched(False)
    window.signs_out()
    is_asked(window, make_person(ann.tenant, "bo"))

    authenticator.is_touched(True)
    window.presses("Use my passkey")

    window.reads(NOT_TAKEN)
    is_clean(window)


SIGNALS = """() => {
  globalThis.heard = JSON.parse(sessionStorage.heard ?? "[]");
  for (const name of ["signalAllAcceptedCredentials", "signalCurrentUserDetails", "signalUnknownCredential"]) {
    PublicKeyCredential[name] = async (what) => {
      heard.push([name, what]);
      sessionStorage.heard = JSON.stringify(heard);
    };
  }
}"""


def heard(window: BrowserWindow) -> dict[str, Any]:
    """What the page told the browser last, by the name of the call; its script may run after its words are there."""
    return dict(window.page.evaluate("JSON.parse(sessionStorage.heard ?? '[]')"))


def test_one_that_was_removed_is_refused_and_the_browser_is_told_to_forget_it(
    window: BrowserWindow, ann: User, complaints: Complaints
) -> None:  # T08
    complaints.allow(BAD_ANSWER)
    window.page.add_init_script(f"({SIGNALS})()")
    authenticator = authenticator_at(window)
    passkey = makes_passkey(window, ann)
    remove(passkey, actor=None)

    comes_and_goes_on(window)

    window.sees("That passkey is not taken here")
    is_clean(window)
    told = {"rpId": "localhost", "credentialId": passkey.credential_id}
    until(lambda: heard(window).get("signalUnknownCredential") == told)
    authenticator.is_touched(False)
    window.follows("Back to sign in")
    window.sees("Sign in")


def test_the_list_tells_the_browser_which_count_and_who_their_person_is(
    browser_side: BrowserWindow, ann: User
) -> None:
    browser_side.page.add_init_script(f"({SIGNALS})()")
    authenticator_at(browser_side)
    passkey = makes_passkey(browser_side, ann)
    browser_side.page.goto("/security-info/passkeys/")
    handle = PasskeyOwner.objects.get(user=ann).handle
    listed = {"rpId": "localhost", "userId": handle, "allAcceptedCredentialIds": [passkey.credential_id]}
    named = {"rpId": "localhost", "userId": handle, "name": ann.username, "displayName": "Ann"}
    until(lambda: heard(browser_side).get("signalAllAcceptedCredentials") == listed)
    until(lambda: heard(browser_side).get("signalCurrentUserDetails") == named)

    browser_side.follows("Remove Passkey")
    is_clean(browser_side)
    browser_side.presses("Remove")

    browser_side.reads("No passkey yet")
    browser_side.reads("Removed: Passkey.")
    none_left = listed | {"allAcceptedCredentialIds": []}
    until(lambda: heard(browser_side).get("signalAllAcceptedCredentials") == none_left)


def test_a_copy_is_found_out_by_its_counter(
    browser_side: BrowserWindow, ann: User, complaints: Complaints
) -> None:  # T17
    complaints.allow(BAD_ANSWER)
    authenticator_at(browser_side)
    makes_passkey(browser_side, ann)
    Passkey.objects.update(sign_count=1_000)

    comes_and_goes_on(browser_side)

    browser_side.sees("That passkey is not taken here")
    assert Passkey.objects.get().suspended_at is not None


def test_turned_off_midway_it_is_refused(
    window: BrowserWindow, ann: User, complaints: Complaints
) -> None:  # T08
    complaints.allow(r"status of 403 .*/sign-in/passkey/")
    authenticator = authenticator_at(window)
    makes_passkey(window, ann)
    authenticator.is_touched(False)
    window.signs_out()
    is_asked(window, ann)
    turn_off(ann.tenant, "passkey")

    authenticator.is_touched(True)
    window.presses("Use my passkey")

    window.reads("Your organisation does not offer this way to sign in. Start again to see the others.")


def test_one_that_is_there_already_is_not_made_twice(window: BrowserWindow, ann: User) -> None:  # B12
    authenticator_at(window)
    makes_passkey(window, ann)

    window.page.goto("/security-info/passkeys/")
    window.presses("Add a passkey")
    window.presses("Make a passkey")

    window.reads("There is a passkey of yours there already. Choose another place to keep one.")
    is_clean(window)


def test_where_the_browser_cannot_unlock_none_is_made(window: BrowserWindow, ann: User) -> None:  # T12
    authenticator_at(window, isUserVerified=False)
    enters_by_password(window, ann)
    window.is_signed_in()
    window.page.goto("/security-info/passkeys/add/")

    window.presses("Make a passkey")

    window.reads("No passkey was made. Try again when you are ready.")
    assert not Passkey.objects.exists()


def test_without_scripts_the_page_says_what_to_use_instead(new_window: NewWindow, ann: User) -> None:  # A24
    window = BrowserWindow(new_window(java_script_enabled=False))
    window.begins(ann)

    window.sees("Your passkey")
    # Playwright looks for no text inside <noscript>.
    expect(window.page.locator(".notice:visible")).to_have_text(
        "Passkeys need JavaScript. Turn it on for this page, or use another way."
    )
    expect(window.page.get_by_role("button", name="Use my passkey")).to_have_count(0)
    window.follows("Use your password instead")
    window.sees("Your password")


def test_a_browser_without_passkeys_shows_no_button_and_says_what_to_use_instead(
    browser_side: BrowserWindow, ann: User
) -> None:
    browser_side.page.add_init_script("delete globalThis.PublicKeyCredential")
    browser_side.page.goto("/sign-in/")
    expect(browser_side.page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)

    browser_side.begins(ann)

    browser_side.reads("This browser cannot use passkeys here. Use a newer one, or another way.")
    expect(browser_side.page.get_by_role("button", name="Use my passkey")).to_have_count(0)


def test_where_nobody_may_use_one_the_first_page_shows_no_button(
    browser_side: BrowserWindow, ann: User
) -> None:
    turn_off(ann.tenant, "passkey")
    authenticator_at(browser_side)

    with browser_side.page.expect_response("**/with-passkey/options/") as asked:
        browser_side.page.goto("/sign-in/")

    assert asked.value.status == 204
    expect(browser_side.page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)


QUIETLY = """(() => {
  PublicKeyCredential.getClientCapabilities = async () => ({ conditionalCreate: true });
  const create = navigator.credentials.create.bind(navigator.credentials);
  navigator.credentials.create = ({ mediation, publicKey }) => {
    sessionStorage.mediation = mediation;
    return create({ publicKey });
  };
})()"""


def test_after_a_password_a_browser_that_says_it_can_makes_one_by_itself(
    browser_side: BrowserWindow, ann: User
) -> None:  # T20
    """Chromium's virtual authenticators know no quiet making: what the page asks for is real, the quietness is not."""
    browser_side.page.add_init_script(QUIETLY)
    authenticator = authenticator_at(browser_side)

    with browser_side.page.expect_response("**/passkeys/quiet/") as kept:
        enters_by_password(browser_side, ann)
        browser_side.is_signed_in()

    assert kept.value.status == 201
    assert browser_side.page.evaluate("sessionStorage.mediation") == "conditional"
    assert len(authenticator.kept()) == Passkey.objects.filter(user=ann).count() == 1
