"""A page as a person meets it, read from its HTML; and the steps a person takes through the sign-in pages.

Each Django test client is a browser with its own cookies: two clients, two browsers.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.users.models import User
from devices.simulator.phone import SimulatedPhone
from tests.support.clock import travel
from tests.support.people import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
MASKS = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "CSRF"),
    (re.compile(r"[\w.+-]+@[\w.-]+\.example"), "USERNAME"),
    (re.compile(r'data-number role="img" aria-label="[^"]*">[^<]*<'), "NUMBER<"),
    (re.compile(r'data-left="\d+"|\b\d+ s\b|data-resend-in="\d+"'), "SECONDS"),
)


def browser(user_agent: str = FIREFOX, *, strict: bool = False) -> Client:
    """A new browser; `strict` checks its csrf cookie as the real site does."""
    return Client(headers={"User-Agent": user_agent}, enforce_csrf_checks=strict)


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """What stands on a page: its first heading, its words, links, forms; `stage` of a waiting page; what it hides."""

    status: int
    address: str
    html: str
    heading: str = ""
    text: str = ""
    number: str = ""
    code: str = ""
    stage: str = ""
    links: dict[str, str] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    query: str = ""
    redirected_to: str = ""
    inline: list[str] = field(default_factory=list)

    @property
    def fields(self) -> dict[str, str]:
        """What stands in the fields of all its forms, by name."""
        return {name: value for form in self.forms for name, value in form.fields.items()}

    def actions(self) -> list[str]:
        return [form.action for form in self.forms]

    def masked(self) -> str:
        """The page without what differs for everybody: number, csrf value, username, seconds."""
        masked = self.html
        for pattern, name in MASKS:
            masked = pattern.sub(name, masked)
        return masked


def read(response: Any) -> Page:
    """Reads a response of the test client, the last one when it followed redirects."""
    page = Page(response.status_code, response.request["PATH_INFO"], response.content.decode())
    page.query = response.request["QUERY_STRING"]
    page.redirected_to = response.headers.get("Location", "")
    reader = _Reader(page)
    reader.feed(page.html)
    page.text = " ".join(page.text.split())
    page.heading = " ".join(page.heading.split())
    return page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.open: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append((tag, said))
        self._note_inline(tag, said)
        self.page.stage = said.get("data-state", self.page.stage)
        if tag == "form":
            self.page.forms.append(Form(said.get("action", ""), said.get("method", "get")))
        if tag in ("input", "button") and self.page.forms and "name" in said:
            self.page.forms[-1].fields[said["name"]] = said.get("value", "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in [opened for opened, _ in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if any("hidden" in said or tag in ("head", "script") for tag, said in self.open):
            return
        self.page.text += data + " "
        for tag, said in self.open:
            if tag == "h1":
                self.page.heading += data
            if "data-number" in said:
                self.page.number += data.strip()
            if "data-code" in said:
                self.page.code += data.strip()
            if tag == "a" and data.strip():
                self.page.links[data.strip()] = said.get("href", "")

    def _note_inline(self, tag: str, said: dict[str, str]) -> None:
        """What our Content-Security-Policy would refuse to run."""
        if (tag == "script" and "src" not in said) or tag == "style" or "style" in said:
            self.page.inline.append(self.get_starttag_text() or tag)
        if any(name.startswith("on") for name in said) or said.get("href", "").startswith("javascript:"):
            self.page.inline.append(self.get_starttag_text() or tag)


def send(
    client: Client,
    page: Page,
    field: str = "",
    *,
    action: str = "",
    nth: int = -1,
    to: str = "",
    follow: bool = True,
    **written: Any,
) -> Page:
    """Sends the form of this page that has this field, or goes to this address, as a browser does."""
    form = [one for one in page.forms if field in one.fields or (action and one.action == action)][nth]
    response = client.post(
        to or form.action or page.address,
        {**form.fields, **written},
        headers={"Origin": settings.PUBLIC_URL},
        follow=follow,
    )
    return read(response)


def write_username(client: Client, username: str, **also: str) -> Page:
    """The first page: writes the username, and gives the page it leads to."""
    return read(client.post("/sign-in/", {"username": username, **also}, follow=True))


def wish_of(page: Page) -> str:
    """What the first page carries: where it leads back to once one has signed in, and for whom it asks."""
    return next(form.fields["wish"] for form in page.forms if "username" in form.fields)


def write_password(client: Client, password: str = PASSWORD) -> Page:
    return read(client.post("/sign-in/password/", {"password": password}, follow=True))


def press_continue(client: Client) -> Page:
    """What the page does by itself once the phone has approved: its own POST."""
    return read(client.post("/sign-in/phone/", follow=True))


def answer(phone: SimulatedPhone, number: str | None, *, at: int = 0) -> str:
    """The person gives the number on the phone and unlocks; the request's new state."""
    return phone.approve(phone.requests()[at], number=number)


def choose(client: Client, page: Page, key: str = "phone") -> Page:
    """Presses the button of this page that asks by the way with this key: the phone is asked then, and not before."""
    form = next(one for one in page.forms if one.fields.get("method") == key)
    return read(client.post(form.action, form.fields, headers={"Origin": settings.PUBLIC_URL}, follow=True))


def sign_in_by_phone(client: Client, user: User, phone: SimulatedPhone) -> Page:
    """The whole way, from the username to the page that tells how one signed in."""
    page = write_username(client, user.username)
    if page.address != "/sign-in/phone/":
        page = choose(client, page)
    answer(phone, page.number or None)
    return press_continue(client)


def sign_in_by_password(client: Client, user: User, password: str = PASSWORD) -> Page:
    write_username(client, user.username)
    return write_password(client, password)


def frozen() -> AbstractContextManager[object]:
    """The time stands still now, so that seconds left do not differ and no window of a limit ends in between."""
    return travel(timezone.now(), tick=False)


def is_signed_in(client: Client) -> bool:
    """Does the next request of this browser still reach a page for signed-in people, or one to add a way in?"""
    answer = client.get("/signed-in/")
    return answer.status_code == 200 or answer.headers.get("Location") == "/security-info/add/"
