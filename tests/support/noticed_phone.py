"""A phone that can be woken: its browser is a whole Chromium with a profile, which uses the local push service.

``asked_phone``   ann's phone, on which nobody has been asked about notifications; its browser refuses when they are
``noticed_phone`` the same with notifications allowed; ``NoticedPhone`` says what stands on its screen
``Deliveries``    pushes put straight into the phone's worker, as its browser would
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Worker

from accounts.users.models import User
from devices.push.keys import services as push_keys
from tests.support.browser import CHROMIUM_ARGS, PATIENCE_MS, PHONE, Complaints
from tests.support.journeys import PhoneWindow
from tests.support.push_service import PushService
from tests.support.ready_phone import ready_phone
from tests.support.server import Server
from tests.support.waiting import until

# The shell that other journeys use has no notifications.
CHROMIUM = "/usr/bin/chromium"
# Not for who waits for pushes.
NOTHING_COMES = "--disable-background-networking"
SHOWN = """async () => {
  const shown = await self.registration.getNotifications();
  return shown.map(({ title, body, tag }) => ({ title, body, tag }));
}"""
# Chromium forgets a notification that is being shown while somebody asks which ones stand.
DONE = """() => {
  if (self.pushesDone !== undefined) return self.pushesDone;
  self.pushesDone = 0;
  const { waitUntil } = ExtendableEvent.prototype;
  ExtendableEvent.prototype.waitUntil = function (work) {
    waitUntil.call(this, work);
    if (this.type === "push") work.finally(() => { self.pushesDone += 1; });
  };
  return 0;
}"""
CHOOSE = """async (tag) => {
  const [notification] = await self.registration.getNotifications({ tag });
  let address = "";
  self.clients.openWindow = async (chosen) => { address = chosen; };
  WindowClient.prototype.focus = async () => {};
  const event = new NotificationEvent("notificationclick", { notification });
  let work;
  event.waitUntil = (given) => { work = given; };
  self.dispatchEvent(event);
  await work;
  return address;
}"""


@contextmanager
def one_push_done(worker: Worker) -> Iterator[None]:
    """Within it one push arrives; at its end the worker has shown it, and what stands there can be asked."""
    before: int = worker.evaluate(DONE)
    yield
    until(lambda: worker.evaluate(DONE) > before)


class NoticedPhone(PhoneWindow):
    """A phone on whose screen notifications stand."""

    @property
    def worker(self) -> Worker:
        """The app's service worker, as it runs now."""
        return self.page.context.service_workers[-1]

    def notices(self) -> list[dict[str, str]]:
        """The notifications that stand there."""
        shown: list[dict[str, str]] = self.worker.evaluate(SHOWN)
        return shown

    def chooses(self, tag: str) -> str:
        """Touches a notification; gives the address that its handler opens, "" when it goes to the open app.

        To open and to go there is for real fingers alone.
        """
        address: str = self.worker.evaluate(CHOOSE, tag)
        return address

    def allows_notifications(self, origin: str) -> None:
        """In the phone's settings, or when the phone asks."""
        self.page.context.grant_permissions(["notifications"], origin=origin)

    def looks_at_notifications(self) -> None:
        self.page.goto("/authenticator/#settings/notifications")

    def turns_notifications_on(self) -> None:
        """From Settings, by way of the explanation."""
        self.looks_at_notifications()
        self.presses("Turn on notifications")
        self.reads("A notification says only that a request is waiting.")
        self.presses("Turn on notifications")
        self.reads("Notifications are on.")


class Deliveries:
    """Pushes put straight into a window's worker, as its browser would."""

    def __init__(self, page: Page, *, origin: str) -> None:
        # What is pushed to one that is still being installed is dropped without a word.
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.origin, self.context = origin, page.context
        self.session = page.context.new_cdp_session(page)
        self.ids: list[str] = []
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self.session.send("ServiceWorker.enable")

    def _note(self, told: dict[str, Any]) -> None:
        self.ids += [one["registrationId"] for one in told["registrations"] if not one["isDeleted"]]

    def push(self, content: str) -> None:
        """This text arrives, and is shown."""
        to = {"origin": self.origin, "registrationId": self.ids[-1]}
        with one_push_done(self.context.service_workers[-1]):
            self.session.send("ServiceWorker.deliverPushMessage", {**to, "data": content})

    def push_of(self, what: str, handle: str = "") -> None:
        """A body of the form that all have."""
        said = {"v": 1, "what": what, "r": handle}
        self.push(json.dumps({"web_push": 8030, "notification": {"title": "Ann", "data": said}}))


@pytest.fixture
def whole_browser(
    playwright: Playwright, push_service: PushService, server: Server, complaints: Complaints, tmp_path: Path
) -> Iterator[BrowserContext]:
    """A phone-sized Chromium with a profile of its own. Whoever is asked for leave there says no."""
    options: dict[str, Any] = {
        "executable_path": CHROMIUM,
        "args": [*(one for one in CHROMIUM_ARGS if one != NOTHING_COMES), *push_service.chromium_args],
        "ignore_default_args": [NOTHING_COMES],
        "base_url": server.url,
        "locale": "en-GB",
        **PHONE,
    }
    context = playwright.chromium.launch_persistent_context(tmp_path / "profile", **options)
    context.set_default_timeout(PATIENCE_MS)
    # A whole browser wants a picture of every page, of those too that have none.
    complaints.allow(r"/favicon\.ico")
    complaints.listen_to(context)
    yield context
    context.close()


@pytest.fixture
def asked_phone(whole_browser: BrowserContext, ann: User) -> NoticedPhone:
    """Ann's phone, ready for phone sign-in."""
    push_keys.make()
    phone = NoticedPhone(whole_browser.pages[0])
    ready_phone(phone, ann)
    return phone


@pytest.fixture
def noticed_phone(asked_phone: NoticedPhone, server: Server) -> NoticedPhone:
    """Ann's phone, whose person gives leave for notifications when asked."""
    asked_phone.allows_notifications(server.url)
    return asked_phone
