"""A browser, as far as a sign-in needs one: cookies, forms, the websocket."""

import re
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from websockets.asyncio.client import connect

from tests.load.connection import Answer, Connection
from tests.load.surroundings import host

USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NUMBER = re.compile(r'data-number role="img" aria-label="([^"]+)"')


class Unexpected(Exception):
    """The server answered something no sign-in expects."""


class Browser:
    """One browser. `cookies` outlive a sign-in when they have an age, as those of a browser that was closed do."""

    def __init__(self, *, port: int, address: str, cookies: dict[str, str]) -> None:
        self.connection = Connection(port=port, address=address)
        self.address = address
        self.cookies = dict(cookies)
        self.lasting = set(cookies)

    async def get(self, path: str, *, expected: int = 200) -> Answer:
        """Open a page."""
        return self._checked(await self._send("GET", path, {}), path, expected)

    async def post(self, path: str, *, page: Answer, expected: int = 302, **fields: str) -> Answer:
        """Send the form of a page; with `at_once`, as our script does, the next page is the answer."""
        found = CSRF.search(page.body)
        form = urlencode({"csrfmiddlewaretoken": found[1] if found else "", **fields}).encode()
        headers = {"Origin": settings.PUBLIC_URL, "Content-Type": "application/x-www-form-urlencoded"}
        return self._checked(await self._send("POST", path, headers, form), path, expected)

    def listen(self, path: str) -> connect:
        """Open a websocket, with this browser's cookies and the origin of our pages."""
        return connect(
            f"ws://{host()}{path}",
            origin=settings.PUBLIC_URL,  # type: ignore[arg-type]  # a NewType of str
            additional_headers={"Cookie": self._cookie_line()},
            user_agent_header=USER_AGENT,
            proxy=None,
            ping_interval=None,
            host="127.0.0.1",
            port=self.connection.port,
            local_addr=(self.address, 0),
            close_timeout=2,
        )

    async def close(self) -> None:
        """Close the browser: what was only for the session goes."""
        await self.connection.close()
        self.cookies = {name: value for name, value in self.cookies.items() if name in self.lasting}

    async def _send(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        own = {"User-Agent": USER_AGENT, "Accept": "text/html", "Accept-Language": "en-GB,en;q=0.7"}
        answer = await self.connection.request(
            method, path, headers={**own, **headers, "Cookie": self._cookie_line()}, body=body
        )
        for name, value in answer.headers:
            if name == "set-cookie":
                self._keep(value)
        return answer

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel["max-age"] == 0 or morsel["max-age"] == "0":
                self.cookies.pop(name, None)
                continue
            self.cookies[name] = morsel.value
            if morsel["max-age"]:
                self.lasting.add(name)

    def _cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _checked(self, answer: Answer, path: str, expected: int) -> Answer:
        if answer.status != expected:
            raise Unexpected(f"{path} answered {answer.status}, not {expected}: {answer.body[:2000]}")
        return answer


def number_on(body: str) -> str:
    """The number a page shows."""
    found: Any = NUMBER.search(body)
    if found is None:
        raise Unexpected("the page shows no number")
    return str(found[1]).replace(" ", "")
