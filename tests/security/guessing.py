"""A stranger who has a whole network, and guesses passwords from all of it (T15). No Django here."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

THREADS = 6
PAUSE_SECONDS = 0.08
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def passwords(port: int, domain: str) -> Iterator[None]:
    """Some seventy guesses a second, ten at each name and from ever other addresses of 127.9.9.0/24."""
    for number in range(THREADS):
        threading.Thread(target=_guess, args=(port, number, domain), daemon=True).start()
    while True:
        time.sleep(PAUSE_SECONDS)
        yield


def _guess(port: int, number: int, domain: str) -> None:
    browser = _Browser(port)
    for turn in itertools.count():
        with contextlib.suppress(OSError, http.client.HTTPException):
            if turn % 10 == 0:
                browser.send("/sign-in/", username=f"nobody{number}-{turn}@{domain}")
            browser.send("/sign-in/password/", password=f"guess {time.time()}")
        time.sleep(PAUSE_SECONDS)


class _Browser:
    addresses = itertools.cycle(range(1, 250))

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.csrf = ""

    def send(self, path: str, **fields: str) -> None:
        if not self.csrf:
            self._call("GET", "/sign-in/", "")
        self._call("POST", path, urlencode({"csrfmiddlewaretoken": self.csrf, **fields}))

    def _call(self, method: str, path: str, body: str) -> None:
        address = f"127.9.9.{next(self.addresses)}"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(address, 0))
        with contextlib.closing(line):
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            }
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    cookie, _, secret = value.partition(";")[0].partition("=")
                    self.cookies[cookie] = secret
            found = CSRF.search(answer.read().decode())
            self.csrf = found[1] if found else self.csrf
