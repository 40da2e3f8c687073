"""The app is put where it can stay, and notices when it was emptied; what only a browser shows (B15, B11, C09)."""

from __future__ import annotations

from typing import Any

import pytest
import segno
from playwright.sync_api import Page, expect

from accounts import clock
from accounts.users.models import User
from devices.enrolment.codes.carried import CARRIED
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.enrolment.state import State
from devices.phones.living.marker import MARKER
from devices.phones.models import Phone
from tests.support.asking import test_request_of
from tests.support.browser import PHONE, NewWindow
from tests.support.journeys import PhoneWindow
from tests.support.phones import account_of
from tests.support.waiting import until

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
SAFARI = IPHONE + "Version/18.6 Mobile/15E148 Safari/604.1"
ON_THE_HOME_SCREEN = IPHONE + "Mobile/15E148"
IN_WECHAT = IPHONE + "Mobile/15E148 MicroMessenger/8.0.50(0x18003231) NetType/WIFI Language/en"
IN_INSTAGRAM = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/131.0.6778.39 Mobile Safari/537.36 Instagram 340.0.0.22.109 Android"
)
STANDALONE = "Object.defineProperty(navigator, 'standalone', { value: true });"
HOME_FIRST = "Put Handslag on your Home Screen first"
STORED = "indexedDB.databases().then((all) => all.map(({ name }) => name))"
KEY = """async () => {
  const opening = indexedDB.open("handslag");
  await new Promise((resolve) => opening.addEventListener("success", resolve));
  const asking = opening.result.transaction("kept").objectStore("kept").get("deviceKey");
  await new Promise((resolve) => asking.addEventListener("success", resolve));
  opening.result.close();
  return asking.result !== undefined;
}"""
# A camera before which somebody holds a picture, once its person has allowed it.
CAMERA = """(() => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [480, 480];
  const paint = canvas.getContext("2d");
  globalThis.hold = (rows) => {
    globalThis.held = rows;
  };
  setInterval(() => {
    paint.fillStyle = "white";
    paint.fillRect(0, 0, 480, 480);
    paint.fillStyle = "black";
    const rows = globalThis.held ?? [];
    const size = Math.floor(400 / rows.length);
    const dot = (x, y) => paint.fillRect(40 + x * size, 40 + y * size, size, size);
    rows.forEach((row, y) => [...row].forEach((on, x) => on === "1" && dot(x, y)));
  }, 50);
  let isAllowed = false;
  navigator.mediaDevices.getUserMedia = async () => {
    if (isAllowed) return canvas.captureStream(20);
    isAllowed = true;
    throw new DOMException("", "NotAllowedError");
  };
})()"""


@pytest.fixture
def offered(ann: User) -> tuple[Enrolment, str]:
    """Ann's enrolment, and its link."""
    context = dict.fromkeys(("application", "browser", "system", "place", "ip"), "")
    enrolment, code = offer(ann, session_digest="0" * 64, context=context, now=clock.now())
    return enrolment, f"/authenticator/#enrol={code}"


def opened(new_window: NewWindow, agent: str, *, standalone: bool = False) -> PhoneWindow:
    page = new_window(**{**PHONE, "user_agent": agent})
    if standalone:
        page.add_init_script(STANDALONE)
    return PhoneWindow(page)


def state_of(enrolment: Enrolment) -> str:
    enrolment.refresh_from_db()
    return str(enrolment.state)


def test_an_iphones_tab_asks_for_the_home_screen_and_the_app_there_goes_on_with_the_code(
    new_window: NewWindow, offered: tuple[Enrolment, str]
) -> None:  # B15
    enrolment, link = offered
    tab = opened(new_window, SAFARI)
    tab.page.goto(link)
    tab.sees(HOME_FIRST)
    tab.reads("Your code comes along")
    assert "#" not in tab.page.url
    assert not tab.page.evaluate(KEY), "no key is made in a tab"
    assert state_of(enrolment) == State.OFFERED

    app = opened(new_window, ON_THE_HOME_SCREEN, standalone=True)
    # As an iPhone does when the app is put there: its cookies begin as a copy, its storage empty.
    copied: Any = tab.page.context.cookies()
    app.page.context.add_cookies(copied)
    app.page.goto("/authenticator/")

    app.sees("Add this account?")
    assert state_of(enrolment) == State.CLAIMED
    assert CARRIED.name not in {cookie["name"] for cookie in app.page.context.cookies()}
    app.page.reload()
    app.sees("Add this account?")
    app.lock = "pin"
    app.says_yes()
    app.sees("Finish adding this account")
    app.passes_test(test_request_of(enrolment).number)
    app.sees("Account added")


def test_who_cannot_put_it_there_goes_on_in_the_tab(
    new_window: NewWindow, offered: tuple[Enrolment, str]
) -> None:  # B15
    tab = opened(new_window, SAFARI)
    tab.page.goto(offered[1])
    tab.reads("Your code comes along")

    tab.page.reload()
    tab.sees(HOME_FIRST)
    tab.page.get_by_text("I cannot put it there").click()
    tab.presses("Go on in this tab")

    tab.sees("Add this account?")
    tab.page.reload()
    tab.sees("Add this account?")


@pytest.mark.parametrize(
    ("agent", "heading", "named"),
    [
        (IN_WECHAT, "Open this in Safari", "WeChat has opened this page"),
        (IN_INSTAGRAM, "Open this in your browser", "Instagram has opened this page"),
    ],
    ids=["WeChat", "Instagram"],
)
def test_a_window_that_an_app_opened_keeps_the_link_and_claims_nothing(
    agent: str, heading: str, named: str, new_window: NewWindow, offered: tuple[Enrolment, str]
) -> None:  # B15
    enrolment, link = offered
    window = opened(new_window, agent)
    window.page.goto(link)

    window.sees(heading)
    window.reads(named)
    window.reads(link)
    assert window.page.url.endswith(link), "whatever the app offers to open elsewhere is whole"
    assert not window.page.evaluate(KEY)
    assert state_of(enrolment) == State.OFFERED
    intents = window.page.get_by_role("link", name="Open in the browser")
    assert intents.count() == (agent == IN_INSTAGRAM)
    if intents.count():
        assert f"{link}#Intent;scheme=http;" in str(intents.get_attribute("href"))
    window.presses("Copy the link")
    window.reads("It is selected")


def test_an_emptied_app_says_so_and_leads_to_adding_anew(phone: PhoneWindow, ann: User) -> None:  # B15
    until(lambda: MARKER.name in {cookie["name"] for cookie in phone.page.context.cookies()})
    origin = "/".join(phone.page.url.split("/")[:3])
    session = phone.page.context.new_cdp_session(phone.page)
    phone.page.goto("about:blank")
    session.send(
        "Storage.clearDataForOrigin",
        {"origin": origin, "storageTypes": "indexeddb,local_storage,cache_storage,service_workers"},
    )
    phone.page.goto("/authenticator/")

    phone.sees("This phone has lost its keys")
    assert Phone.objects.get(pk=account_of(ann).phone_id).emptied_at is not None
    phone.presses("Add this phone again")
    phone.sees("Add account")
    phone.presses("Back to accounts")
    phone.sees("No accounts yet")


def test_a_qr_code_is_read_through_the_camera_and_refusals_say_what_to_do(
    phone_side: PhoneWindow, offered: tuple[Enrolment, str]
) -> None:  # B02 C09
    page = phone_side.page
    page.add_init_script(CAMERA)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    phone_side.opens()
    phone_side.follows("Add account")
    page.get_by_role("button", name="Scan with the camera").click()
    phone_side.reads("The browser will ask to use the camera.")
    assert not any("jsQR" in url for url in asked), "loaded only when it is used"

    phone_side.presses("Open the camera")
    phone_side.reads("The camera is not allowed for Handslag.")
    hold(page, "https://elsewhere.example/authenticator/#enrol=x")
    phone_side.presses("Open the camera")
    phone_side.reads("This QR code does not belong to this Handslag.")
    origin = page.url.removesuffix("/authenticator/")
    hold(page, origin + offered[1])

    phone_side.sees("Add this account?")
    assert any("jsQR" in url for url in asked)
    expect(page.locator("video")).to_have_count(0)


def hold(page: Page, text: str) -> None:
    rows = ["".join(str(bit & 1) for bit in row) for row in segno.make(text, error="m").matrix]
    page.evaluate("(rows) => hold(rows)", rows)


# What a person does is counted: taps, and one for each thing they write.
COUNT = """
  globalThis.acts = Number(sessionStorage.acts ?? 0);
  const act = () => (sessionStorage.acts = ++globalThis.acts);
  addEventListener("click", (event) => event.isTrusted && event.target.closest("button, a, summary") && act(), true);
  addEventListener("change", (event) => event.isTrusted && act(), true);
"""
KEEPS = """
  globalThis.persisted = [];
  StorageManager.prototype.persist = async () => persisted.push("asked") > 0;
  StorageManager.prototype.persisted = async () => persisted.length > 0;
  addEventListener("load", () => {
    const offer = new Event("beforeinstallprompt");
    offer.prompt = async () => persisted.push("installed");
    offer.userChoice = Promise.resolve({ outcome: "accepted" });
    dispatchEvent(offer);
  });
"""


def test_adding_takes_eight_actions_at_most_and_then_the_app_asks_to_stay(
    phone_side: PhoneWindow, offered: tuple[Enrolment, str]
) -> None:  # B02 B15
    page = phone_side.page
    page.add_init_script(COUNT + KEEPS)
    phone_side.gets_lock()
    page.goto(offered[1])
    phone_side.sees("Add this account?")
    assert page.evaluate("persisted") == [], "not before there is something to keep"
    phone_side.says_yes()
    phone_side.sees("Finish adding this account")
    phone_side.passes_test(test_request_of(offered[0]).number)
    phone_side.sees("Account added")
    expect(phone_side.button("Put Handslag on the Home Screen")).to_be_visible()
    assert page.evaluate("persisted") == ["asked"]
    phone_side.enables()

    # Besides, the link was opened by the camera, and the phone unlocked twice.
    assert page.evaluate("acts") + 3 <= 8
    page.evaluate("location.hash = 'settings/storage'")
    phone_side.reads("Kept until you erase it.")
    phone_side.presses("Put Handslag on the Home Screen")
    expect(phone_side.button("Put Handslag on the Home Screen")).to_have_count(0)
    assert page.evaluate("persisted") == ["asked", "installed"]
