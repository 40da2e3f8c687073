"""A television that asks to be let in, as whoever builds one would write it, and what somebody does about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F
from django.test import Client

from accounts.tenants.models import Tenant
from idp.oidc.consent.words import SHOWN
from idp.oidc.screens.models import ScreenRequest
from idp.oidc.screens.pages import shown_of
from tests.support.pages import Page, read, send
from tests.support.relying import EVERYTHING, RelyingParty, make_application, open_address

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class Television:
    """What a screen was told: its codes, and where people go with them."""

    party: RelyingParty
    told: dict[str, Any]

    @property
    def number(self) -> str:
        """As somebody reads it off the screen."""
        return str(self.told["user_code"].rpartition("-")[2])

    @property
    def wrong_number(self) -> str:
        return f"{(int(self.number) + 1) % 100:02d}"

    @property
    def picture(self) -> str:
        """Where the picture leads that it shows."""
        parts = urlsplit(self.told["verification_uri_complete"])
        return f"{parts.path}?{parts.query}"

    @property
    def row(self) -> ScreenRequest:
        return ScreenRequest.objects.latest("asked_at")

    def asks(self, **fields: str) -> Any:
        """Ask whether somebody has answered; return the response."""
        return self.party.ask_tokens(
            grant_type=DEVICE_CODE, **{"device_code": self.told["device_code"]} | fields
        )

    def hears(self) -> str:
        """Ask, and return the error; "" where it got its tokens."""
        said: dict[str, str] = self.asks().json()
        return said.get("error", "")

    def scanned(self, client: Client) -> Page:
        """Somebody points the camera of this browser's phone at it."""
        return open_address(client, self.picture)

    def let_in(self, client: Client, number: str = "") -> Page:
        """Scan it, write the number, press the button."""
        return send(client, self.scanned(client), "number", answer="let_in", number=number or self.number)


def make_television(tenant: Tenant, **facts: Any) -> RelyingParty:
    """An application without a secret that is for screens alone."""
    wanted: dict[str, Any] = {"name": "Television", "is_for_screens": True, "redirect_uris": []} | facts
    return make_application(tenant, kind="native", **wanted)


def turned_on(party: RelyingParty, **fields: str) -> Television:
    """A television of this application shows its code."""
    response = party.ask_tokens("device_authorization", **{"scope": EVERYTHING} | fields)
    assert response.status_code == 200, response.content
    return Television(party, response.json())


def wait(seconds: int) -> None:
    """As if so many seconds had passed for every screen, by the clock that counts: the database's."""
    earlier = timedelta(seconds=seconds)
    ScreenRequest.objects.update(ask_after=F("ask_after") - earlier, until=F("until") - earlier)


def posted(client: Client, party: RelyingParty, **fields: str) -> Page:
    """Send the page's form as it stands there now, without having opened it."""
    row = ScreenRequest.objects.select_related("application").first()
    shown = {SHOWN: shown_of(row)} if row is not None else {}
    return read(client.post(party.address("device"), shown | fields))
