#!/usr/bin/env python3
"""A tiny application that signs people in through Handslag: one file, and the libraries that Handslag has anyway.

Beside the demo (`bin/run`), from the project's folder, one command adds it to the demo's organisation and starts it:

    .venv/bin/python docs/examples/application.py

Then open http://127.0.0.1:9000. Anywhere else it is told what it is told when it is added:

    ISSUER=https://id.example.org/t/NAME CLIENT_ID=… CLIENT_SECRET=… ORIGIN=… PORT=… application.py

Read it to see what an application has to do itself; one that is more than an example leaves this to its library.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

PORT = int(os.environ.get("PORT", "9000"))
ORIGIN = os.environ.get("ORIGIN", f"http://127.0.0.1:{PORT}")
CALLBACK, BYE = f"{ORIGIN}/callback", f"{ORIGIN}/bye"
PAGE = '<!DOCTYPE html><html lang="en"><title>A tiny application</title>{}</html>'
SESSION = "tiny"
TENANT = "nordljus"
MOST_KEPT = 1000

# Whoever is on the way to Handslag, and whoever is signed in, by the session in their cookie.
kept: dict[str, dict[str, Any]] = {}


def add() -> dict[str, str]:
    """Add it to the demo's organisation, with the command for that; return what it was told."""
    command = [
        sys.executable,
        "manage.py",
        "oidc_application",
        "add",
        "A tiny application",
        "--tenant",
        TENANT,
    ]
    options = ["--everybody", "--redirect", CALLBACK, "--after-sign-out", BYE]
    ran = subprocess.run([*command, *options], check=False, stdout=subprocess.PIPE, text=True)
    if ran.returncode:
        sys.exit("It could not be added to the demo. Run bin/run first, and this from the project's folder.")
    found = {
        name: re.search(f"^{name}[^:]*: (.+)$", ran.stdout, re.MULTILINE)
        for name in ("issuer", "client id", "secret")
    }
    return {name: match[1] for name, match in found.items() if match is not None}


told = (
    {
        "issuer": os.environ["ISSUER"],
        "client id": os.environ["CLIENT_ID"],
        "secret": os.environ["CLIENT_SECRET"],
    }
    if "ISSUER" in os.environ
    else add()
)


def read(address: str, fields: dict[str, str] | None = None, *, bearer: str = "") -> dict[str, Any]:
    """Return the JSON at an address; with fields as a form, showing who the application is."""
    request = urllib.request.Request(address)
    if bearer:
        request.add_header("Authorization", f"Bearer {bearer}")
    if fields is not None:
        request.data = urllib.parse.urlencode(fields).encode()
        pair = f"{told['client id']}:{told['secret']}".encode()
        request.add_header("Authorization", f"Basic {base64.b64encode(pair).decode()}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        said: dict[str, Any] = json.load(answer)
        return said


try:
    provider = read(f"{told['issuer']}/.well-known/openid-configuration")
except OSError as reason:
    sys.exit(f"{told['issuer']} does not answer ({reason}). Is Handslag running?")


def verified(token: str, nonce: str) -> dict[str, Any]:
    """Return what an ID token says, if it is of this provider, for this application and for what was asked."""
    claims = jwt.decode(token, KeySet.import_key_set(read(provider["jwks_uri"])), algorithms=["ES256"]).claims
    expected = {"iss": provider["issuer"], "aud": told["client id"], "nonce": nonce}
    if any(claims.get(name) != value for name, value in expected.items()) or claims["exp"] < time.time():
        raise ValueError("this ID token is not for us")
    return dict(claims)


class Application(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        pages = {
            "/": self.home,
            "/sign-in": self.sign_in,
            "/callback": self.callback,
            "/sign-out": self.sign_out,
        }
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get(SESSION)
        self.session = kept.get(cookie.value, {}) if cookie is not None else {}
        page = pages.get(parts.path, self.bye)
        page(dict(urllib.parse.parse_qsl(parts.query)))

    def home(self, _given: dict[str, str]) -> None:
        if "name" not in self.session:
            return self.show('<a href="/sign-in">Sign in</a>')
        return self.show(
            f'<p>Signed in as {escape(self.session["name"])}</p><a href="/sign-out">Sign out</a>'
        )

    def sign_in(self, _given: dict[str, str]) -> None:
        """Send the browser to Handslag, and keep what the answer is compared with."""
        mine = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        digest = hashlib.sha256(mine["verifier"].encode()).digest()
        asked = {
            "client_id": told["client id"],
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid profile",
            "state": mine["state"],
            "nonce": mine["nonce"],
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        self.lead(f"{provider['authorization_endpoint']}?{urllib.parse.urlencode(asked)}", begins=mine)

    def callback(self, given: dict[str, str]) -> None:
        """Compare, fetch the tokens for the code, and know who it is."""
        mine = self.session
        if given.get("state") != mine.get("state", "") or given.get("iss") != provider["issuer"]:
            return self.show("<p>This answer is not to what you asked.</p>", status=400)
        if "code" not in given:
            return self.show(f"<p>{escape(given.get('error_description', 'Not signed in.'))}</p>", status=403)
        fields = {
            "grant_type": "authorization_code",
            "code": given["code"],
            "redirect_uri": CALLBACK,
            "code_verifier": mine["verifier"],
        }
        tokens = read(provider["token_endpoint"], fields)
        verified(tokens["id_token"], mine["nonce"])
        person = read(provider["userinfo_endpoint"], bearer=tokens["access_token"])
        return self.lead("/", begins={"name": person["preferred_username"], "id_token": tokens["id_token"]})

    def sign_out(self, _given: dict[str, str]) -> None:
        """End the session here, and have Handslag end its own."""
        asked = {"id_token_hint": self.session.get("id_token", ""), "post_logout_redirect_uri": BYE}
        self.session.clear()
        self.lead(f"{provider['end_session_endpoint']}?{urllib.parse.urlencode(asked)}")

    def bye(self, _given: dict[str, str]) -> None:
        self.show('<h1>Goodbye</h1><a href="/">Begin again</a>')

    def show(self, text: str, *, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.format(text).encode())

    def lead(self, address: str, *, begins: dict[str, Any] | None = None) -> None:
        """Lead elsewhere; with `begins` in a new session, which has this."""
        self.send_response(303)
        self.send_header("Location", address)
        if begins is not None:
            session = secrets.token_urlsafe(32)
            while len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)))
            kept[session] = begins
            self.send_header("Set-Cookie", f"{SESSION}={session}; HttpOnly; SameSite=Lax; Path=/")
        self.end_headers()


if __name__ == "__main__":
    print(f"Open {ORIGIN}", flush=True)
    ThreadingHTTPServer(("127.0.0.1", PORT), Application).serve_forever()
