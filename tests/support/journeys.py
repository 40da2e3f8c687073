"""What people do in the two windows of a journey, in their own words.

``BrowserWindow``  somebody at a browser: writes the username, reads the number, waits for the page to move on
``PhoneWindow``    the same person's phone: adds an account, gives the number, unlocks, says no
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db.models import F
from playwright.sync_api import CDPSession, Locator, Page, expect

from accounts import clock
from accounts.users.browsers import BROWSER_COOKIE, entry_of
from accounts.users.models import KnownBrowser, User
from devices.approvals.models import ApprovalRequest
from devices.enrolment.services import offer
from devices.signatures.encoding import decode
from devices.simulator.authenticator import PlatformCredential
from tests.support.asking import test_request_of
from tests.support.browser import give_device_lock
from tests.support.people import PASSWORD

PIN = "482915"
PATIENCE_MS = 30_000
TYPED = "Type the number your browser shows"
# How an app asks what waits: to show the first of it at once, or not.
REQUESTS = re.compile("/device-api/v1/requests/(open/)?$")
WRONG_NUMBER = r"status of 403 .*/decision/"

Words = Callable[[str], str]

expect.set_options(timeout=PATIENCE_MS)


# What says yes once it may be tapped (T27): beside a number that is typed it stands low, with Deny.
MAY_ANSWER = ":is(#answer button, .frame-foot-row > [type=submit]):not([inert])"


class Window:
    """A page whose headings and controls are found by what they are called: in English, or as `words` puts it."""

    def __init__(self, page: Page, *, words: Words = str) -> None:
        page.set_default_timeout(PATIENCE_MS)
        self.page = page
        self.words = words

    def sees(self, heading: str) -> None:
        """Waits until this heading is shown."""
        shown = self.page.get_by_role("heading", name=self.words(heading), exact=True)
        expect(shown.filter(visible=True).first).to_be_visible()

    def reads(self, text: str | re.Pattern[str]) -> None:
        """Waits until these words are shown somewhere."""
        wanted = self.words(text) if isinstance(text, str) else text
        expect(self.page.get_by_text(wanted).filter(visible=True).first).to_be_visible()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(name), exact=True).filter(visible=True)

    def button_called(self, name: str, **facts: str) -> Locator:
        """The button whose name has these facts in it."""
        return self.page.get_by_role("button", name=self.words(name) % facts, exact=True)

    def presses(self, name: str) -> None:
        self.button(name).click()

    def follows(self, name: str) -> None:
        link = self.page.get_by_role("link", name=self.words(name), exact=True)
        link.filter(visible=True).first.click()

    def writes(self, label: str, text: str) -> None:
        """Fills the field with this label."""
        self.page.get_by_label(self.words(label), exact=True).fill(text)

    def digits_shown(self) -> str:
        """The number that stands large on the page."""
        shown = self.page.locator("[data-number]:visible")
        expect(shown).to_have_text(re.compile(r"\d"))
        return re.sub(r"\D", "", shown.inner_text())


class BrowserWindow(Window):
    """Somebody at a browser."""

    def begins(self, user: User | str) -> None:
        """Writes the username."""
        self.page.goto("/sign-in/")
        self.page.get_by_role("textbox").fill(str(user if isinstance(user, str) else user.username))
        self.page.keyboard.press("Enter")

    def asks(self, user: User) -> str:
        """Writes the username; gives the number that the next page shows."""
        self.begins(user)
        self.sees("Approve sign-in")
        return self.digits_shown()

    def is_told(self, news: str) -> None:
        """The waiting page shows how the request ended, and no number any more."""
        self.sees(news)
        expect(self.page.locator("[data-number]:visible")).to_have_count(0)

    def is_signed_in(self) -> None:
        self.page.wait_for_url("**/signed-in/")
        self.sees("You are signed in")

    def signs_in_by_password(self, user: User, password: str = PASSWORD) -> None:
        self.begins(user)
        self.page.wait_for_url(re.compile("/sign-in/(phone|password)/"))
        if "/phone/" in self.page.url:
            self.follows("Use your password instead")
        self.writes("Password", password)
        self.page.keyboard.press("Enter")

    def signs_out(self) -> None:
        self.page.goto("/signed-in/")
        self.button("Sign out").last.click()
        self.page.wait_for_url(re.compile(r"/$"))

    def was_used_before(self, user: User, *, last_method: str = "phone") -> None:
        """This browser has signed in as this person some time ago."""
        secret = secrets.token_urlsafe(32)
        digest = hashlib.sha256(secret.encode()).hexdigest()
        KnownBrowser.objects.create(
            user=user, browser_digest=digest, last_method=last_method, last_used_at=clock.now()
        )
        cookie = {"name": BROWSER_COOKIE.name, "value": entry_of(user, secret), "url": self.page.url}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]  # its TypedDict names more


@dataclass
class DeviceLock:
    """The phone's own lock, which its person opens, or does not."""

    session: CDPSession
    authenticator: str

    def is_opened_by_its_person(self, opens: bool) -> None:
        self._tell("setUserVerified", isUserVerified=opens)

    def waits_for_its_person(self, waits: bool) -> None:
        """The question stays open until somebody touches the phone, which nobody does."""
        self._tell("setAutomaticPresenceSimulation", enabled=not waits)

    def keeps(self, credential: PlatformCredential) -> None:
        """Holds a credential that was made before."""
        private_key = credential.key.secret.private_key
        assert private_key is not None
        exported = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        told = {
            "credentialId": base64.b64encode(decode(credential.credential_id)).decode(),
            "isResidentCredential": False,
            "rpId": credential.rp_id,
            "privateKey": base64.b64encode(exported).decode(),
            "signCount": 0,
        }
        self._tell("addCredential", credential=told)

    def _tell(self, what: str, **facts: Any) -> None:
        self.session.send(f"WebAuthn.{what}", {"authenticatorId": self.authenticator, **facts})


class PhoneWindow(Window):
    """Somebody's phone. With ``lock`` "platform" it has a lock of its own, with "pin" the app's PIN is used."""

    lock = "platform"
    device_lock: DeviceLock | None = None

    def opens(self) -> None:
        """Opens the app, which shows its accounts: nothing waits. See ``opens_at_request``."""
        self.page.goto("/authenticator/")
        self.sees("Accounts")

    def opens_at_request(self) -> None:
        """Opens the app while something is asked: that is shown, and its accounts for a moment or not at all."""
        self.page.goto("/authenticator/")
        self.is_asked()

    def closes(self) -> None:
        """The app is put away: what comes meanwhile is found when it is opened again."""
        self.page.goto("about:blank")

    def gets_lock(self) -> DeviceLock:
        """Gives this phone a lock of its own; before the app is opened."""
        self.device_lock = self.device_lock or DeviceLock(*give_device_lock(self.page))
        return self.device_lock

    def scans(self, link: str) -> None:
        """Opens the link of a QR code, as the camera does."""
        self.closes()
        self.page.goto(link)
        self.sees("Add this account?")

    def says_yes(self) -> None:
        """Adds the account that is asked about, and chooses its lock."""
        self.presses("Add account")
        self.sees("Choose your lock")
        self.chooses_lock()

    def chooses_lock(self) -> None:
        if self.lock == "platform":
            self.page.get_by_role("button", name=self.words("Use this phone's own lock")).click()
        elif self.lock == "pin":
            self.page.get_by_role("button", name=self.words("Use a PIN for this app")).click()
            self.makes_pin()
        else:
            self.presses("Not now")

    def adds(self, user: User, *, lock: str = "platform", enable: bool = True) -> None:
        """Adds this person in the app, from the code to the accounts."""
        self.adds_up_to_the_end(user, lock=lock)
        if enable:
            self.enables()
        else:
            self.presses("Done")
        self.sees("Accounts")

    def adds_up_to_the_end(self, user: User, *, lock: str = "platform") -> None:
        self.lock = lock
        if lock == "platform":
            self.gets_lock()
        context = dict.fromkeys(("application", "browser", "system", "place", "ip"), "")
        enrolment, code = offer(user, session_digest="0" * 64, context=context, now=clock.now())
        self.scans(f"/authenticator/#enrol={code}")
        self.says_yes()
        self.sees("Finish adding this account")
        self.passes_test(test_request_of(enrolment).number)
        self.sees("Account added")

    def makes_pin(self, pin: str = PIN) -> None:
        self.sees("Create a PIN for this app")
        self.writes("New PIN", pin)
        self.writes("The same PIN again", pin)
        self.presses("Save PIN")

    def passes_test(self, number: str) -> None:
        """The last step of adding: gives the number and unlocks."""
        self.sees("Finish adding this account")
        self.gives(number)
        self.unlocks()

    def gives(self, number: str) -> None:
        """Types the number, or chooses it, whichever is asked for."""
        answer = self.page.locator("#answer")
        self.page.locator(MAY_ANSWER).first.wait_for()
        if answer.locator("input").count():
            self.writes(TYPED, number)
            self.presses("Approve")
        else:
            answer.get_by_role("button", name=number, exact=True).click()

    def unlocks(self, pin: str = PIN) -> None:
        """The app's PIN; the phone's own lock opens by itself."""
        if self.lock == "pin":
            self.writes("PIN for this app", pin)
            self.presses("Approve")

    def forgets_pin(self, number: str, *, wrong: str) -> None:
        """Gives the number, and then five times a PIN that is not the right one: it is erased."""
        self.is_asked()
        self.gives(number)
        for left in (
            "4 tries left",
            "3 tries left",
            "2 tries left",
            "1 try left",
            "PIN was erased",
        ):
            self.unlocks(wrong)
            self.reads(left)

    def is_asked(self) -> None:
        self.sees("Are you signing in?")

    def approves(self, number: str) -> None:
        self.is_asked()
        self.gives(number)
        self.unlocks()
        # A screen of its own or, where another request waits already, a line above that.
        self.reads(re.compile(rf"(^|: ){self.words('Approved')}\b"))

    def enables(self) -> None:
        """From the end of adding, or from the account's menu: turns phone sign-in on."""
        added = self.page.get_by_role("heading", name=self.words("Account added"), exact=True)
        is_at_the_end = added.is_visible()
        self.presses("Enable phone sign-in")
        if not is_at_the_end:
            self.presses("Enable")
        self.reads("Phone sign-in is enabled.")

    def menu(self, user: User) -> None:
        name = self.words("Menu for %(username)s") % {"username": user.username}
        self.page.locator("summary").filter(has_text=name).click()


def newest_request(user: User) -> ApprovalRequest:
    """The request this person's browser asked last, as the server knows it."""
    return ApprovalRequest.objects.filter(user=user).latest("asked_at")


def other_than(number: str) -> str:
    """A number of two digits that is not this one."""
    return f"{(int(number) + 1) % 100:02d}"


def let_time_run_out() -> None:
    """As if three minutes had passed since every request."""
    back = timedelta(minutes=3)
    ApprovalRequest.objects.update(asked_at=F("asked_at") - back, expires_at=F("expires_at") - back)


def link_shown(adding: BrowserWindow) -> str:
    """The link that stands beside the QR code."""
    name = adding.words("Open the phone app here")
    link = adding.page.get_by_role("link", name=name).get_attribute("href")
    assert link is not None
    return link


def seen_by_camera(adding: BrowserWindow) -> str:
    """What a QR reader makes of the picture as it stands on the screen."""
    picture = adding.page.locator(".qr").screenshot()
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-"], input=picture, capture_output=True, check=True, timeout=30
    )
    return read.stdout.decode().strip()
