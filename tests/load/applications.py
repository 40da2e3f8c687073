"""What applications cost: the code flow of somebody who is signed in, refreshing, asking a phone; beside a control.

The control is npm's oidc-provider, which keeps everything in its own memory and whose people say yes by themselves:
it shows what the protocol alone costs. Both are driven alike, in turns, each by eight at once.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.load.browser import USER_AGENT, Unexpected
from tests.load.connection import Answer, Connection
from tests.load.server import Process

CALLBACK = "https://app.example/callback"
FORM = "application/x-www-form-urlencoded"
SCOPE = "openid profile offline_access"
CIBA = "urn:openid:params:grant-type:ciba"
TURNS = 3


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One of the two: where it answers, and what the application was told when it was added."""

    name: str
    process: Process
    port: int
    client_id: str
    secret: str
    authorize: str
    token: str
    ask: str


@dataclass
class Member:
    """Somebody who is signed in at a provider: their browser's cookies, and the refresh token of the moment."""

    username: str
    address: str
    cookies: dict[str, str]
    # Says yes on the phone to what the application asks; the control's people need none.
    approves: Callable[[], None] | None = None
    refresh_token: str = ""


@dataclass(frozen=True)
class Cost:
    """What one call of the application's costs the provider's process, and how many were made."""

    provider: str
    what: str
    count: int
    cpu_ms: float


@dataclass
class Caller:
    """The application's server and the member's browser, on one connection to the provider."""

    provider: Provider
    member: Member
    connection: Connection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = Connection(port=self.provider.port, address=self.member.address)

    async def code_flow(self) -> None:
        """From the application to the provider, back with a code, and tokens for it."""
        asked, verifier = authorization(self.provider)
        cookies = "; ".join(f"{name}={value}" for name, value in self.member.cookies.items())
        path = f"{self.provider.authorize}?{urlencode(asked)}"
        answer = await self.connection.request(
            "GET", path, headers={"Cookie": cookies, "User-Agent": USER_AGENT}
        )
        code = parse_qs(urlsplit(_checked(answer, path, 303).header("location")).query).get("code", [""])[0]
        fields = {"code": code, "redirect_uri": CALLBACK, "code_verifier": verifier}
        await self._tokens("authorization_code", **fields)

    async def refresh(self) -> None:
        """The next tokens for those of before."""
        await self._tokens("refresh_token", refresh_token=self.member.refresh_token)

    async def ask(self) -> None:
        """Ask the person's phone, who says yes, and take the tokens."""
        asked = {"scope": "openid", "login_hint": self.member.username, "binding_message": "W4SCT"}
        said = await self._call(self.provider.ask, asked)
        if self.member.approves is not None:
            await asyncio.to_thread(self.member.approves)
        await self._call(self.provider.token, {"grant_type": CIBA, "auth_req_id": said["auth_req_id"]})

    async def _tokens(self, grant_type: str, **fields: str) -> None:
        said = await self._call(self.provider.token, {"grant_type": grant_type, **fields})
        self.member.refresh_token = said["refresh_token"]

    async def _call(self, path: str, fields: Mapping[str, str]) -> dict[str, Any]:
        pair = f"{self.provider.client_id}:{self.provider.secret}".encode()
        headers = {
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
            "Content-Type": FORM,
        }
        answer = await self.connection.request("POST", path, headers=headers, body=urlencode(fields).encode())
        said: dict[str, Any] = json.loads(_checked(answer, path, 200).body)
        return said


def authorization(provider: Provider) -> tuple[dict[str, str], str]:
    """The parameters of a request, and the verifier that is kept for its code."""
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "client_id": provider.client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": SCOPE,
        "state": secrets.token_urlsafe(8),
        "nonce": secrets.token_urlsafe(8),
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return asked, verifier


Act = Callable[[Caller], Awaitable[None]]
# With the turns' first ones fewer than one person may have in a minute.
ACTS: dict[str, tuple[Act, int]] = {
    "code flow": (Caller.code_flow, 15),
    "refresh": (Caller.refresh, 50),
    "ask the phone (CIBA)": (Caller.ask, 4),
}


async def compare(*providers: tuple[Provider, list[Member]]) -> list[Cost]:
    """Drive each act at each provider, in turns; return the middle of each one's turns."""
    taken: dict[tuple[str, str], list[Cost]] = {}
    for _turn in range(TURNS):
        for what, (act, times) in ACTS.items():
            for provider, members in providers:
                cost = await _drive(provider, members, what, act, times)
                taken.setdefault((what, provider.name), []).append(cost)
    return [sorted(costs, key=lambda one: one.cpu_ms)[TURNS // 2] for costs in taken.values()]


async def _drive(provider: Provider, members: list[Member], what: str, act: Act, times: int) -> Cost:
    callers = [Caller(provider, member) for member in members]
    # The first of each loads code and fills caches.
    await asyncio.gather(*(caller.code_flow() for caller in callers))
    began = provider.process.cpu_seconds()
    await asyncio.gather(*(_repeat(act, caller, times) for caller in callers))
    used = provider.process.cpu_seconds() - began
    for caller in callers:
        await caller.connection.close()
    count = times * len(callers)
    return Cost(provider.name, what, count, used / count * 1000)


async def _repeat(act: Act, caller: Caller, times: int) -> None:
    for _ in range(times):
        await act(caller)


def _checked(answer: Answer, path: str, expected: int) -> Answer:
    if answer.status != expected:
        raise Unexpected(f"{path} answered {answer.status}, not {expected}: {answer.body[:2000]}")
    return answer
