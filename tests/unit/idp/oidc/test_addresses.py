"""Which redirect addresses may be written down, and which is meant (T28)."""

from __future__ import annotations

import pytest

from idp.oidc.applications.addresses import LONGEST, is_meant, may_be_written_down, origin_of

KNOWN = "https://app.example/callback"
GOOD = [
    KNOWN,
    "https://app.example/callback?from=handslag",
    "https://app.example:8443/a/b",
    "http://localhost:3000/cb",
]
NEVER = [
    "http://app.example/callback",
    "https://app.example/callback#part",
    "https://ann@app.example/callback",
    "https://*.app.example/callback",
    "https://app.example\\@evil.example/callback",
    "https:///callback",
    "//app.example/callback",
    "/callback",
    "",
    "javascript:alert(1)",
    "data:text/html,hello",
    "https://app.example/call back",
    "https://app.example/callback\n",
    "https://åpp.example/callback",
    "https://app.example:port/callback",
    "https://[::1/callback",
    "https://app%2eexample/callback",
    "https://app.example%2f@evil.example/callback",
    "https://app.example;script-src/callback",
    "https://app.example,evil.example/callback",
    "https://app..example/callback",
    "https://.example/callback",
    "https://app.example./callback",
    "https://app.example:/callback",
    "https://app.example:123456/callback",
    "https://'app.example'/callback",
    "https://@app.example/callback",
    "https:app.example/callback",
    "http://127.0.0.1.evil.example/callback",
    "http://127.1/callback",
    "http://2130706433/callback",
    "http://0x7f000001/callback",
    "http://localhost.evil.example/callback",
    "http://[::ffff:127.0.0.1]/callback",
    "vbscript:msgbox",
    "blob:https://app.example/callback",
    "file:///callback",
    "about:blank",
    f"https://app.example/{'a' * LONGEST}",
]
# Each is nearly the address that was written down.
TRICKS = [
    f"{KNOWN}/",
    f"{KNOWN}/../callback",
    f"{KNOWN}/%2e%2e/evil",
    f"{KNOWN}?x=1",
    f"{KNOWN}#x",
    f"{KNOWN};x",
    f"{KNOWN}%00",
    f"{KNOWN} ",
    f" {KNOWN}",
    f"{KNOWN}\n",
    f"{KNOWN}\t",
    KNOWN.upper(),
    KNOWN.replace("https", "HTTPS"),
    KNOWN.replace("https", "http"),
    KNOWN.replace("https:", ""),
    KNOWN.replace("app.example", "APP.example"),
    KNOWN.replace("app.example", "app.example."),
    KNOWN.replace("app.example", "app.example:443"),
    KNOWN.replace("app.example", "app.example:8443"),
    KNOWN.replace("app.example", "app.example.evil.example"),
    KNOWN.replace("app.example", "evil.example"),
    KNOWN.replace("app.example", "evil.app.example"),
    KNOWN.replace("app.example", "evilapp.example"),
    KNOWN.replace("app.example", "app.example@evil.example"),
    KNOWN.replace("app.example", "evil.example#app.example"),
    KNOWN.replace("app.example", "evil.example?app.example"),
    KNOWN.replace("app.example", "evil.example\\app.example"),
    KNOWN.replace("app.example", "app.example%2eevil.example"),
    KNOWN.replace("app.example", "app%2eexample"),
    KNOWN.replace("app.example", "\u0430pp.example"),
    KNOWN.replace("/callback", "/Callback"),
    KNOWN.replace("/callback", "/call"),
    KNOWN.replace("/callback", "/callback2"),
    KNOWN.replace("/callback", "//callback"),
    KNOWN.replace("/callback", "/./callback"),
    KNOWN.replace("/callback", "/%63allback"),
    KNOWN.replace("/callback", "\\callback"),
    KNOWN.replace("https://", "https:\\\\"),
    KNOWN.replace("https://", "https:/"),
    KNOWN.replace("https://", "https:///"),
    KNOWN.replace("https://", "javascript://"),
    KNOWN.replace("https://", "data://"),
    KNOWN.replace("https://", "https://\t"),
    KNOWN.replace("https://", "ht\ntps://"),
    KNOWN.replace("https://", "https:////"),
    KNOWN.replace("https://", "https:"),
    KNOWN.replace("https://", "//"),
    KNOWN.replace("https://", "vbscript://"),
    KNOWN.replace("https://", "blob:https://"),
    KNOWN.replace("https://", "view-source:https://"),
    KNOWN.replace("https://", "\u200bhttps://"),
    KNOWN.replace("https://", "\x00https://"),
    KNOWN.replace("https://", "wss://"),
    KNOWN.replace("https://", "https\uff1a//"),
    KNOWN.replace("//", "/\\"),
    KNOWN.replace("//", "\uff0f\uff0f"),
    KNOWN.replace("app.example", "app.example:0443"),
    KNOWN.replace("app.example", "app.example:"),
    KNOWN.replace("app.example", "app.example:443@evil.example"),
    KNOWN.replace("app.example", ":@app.example"),
    KNOWN.replace("app.example", "@app.example"),
    KNOWN.replace("app.example", "ann:secret@app.example"),
    KNOWN.replace("app.example", "evil.example%40app.example"),
    KNOWN.replace("app.example", "evil.example%23@app.example"),
    KNOWN.replace("app.example", "evil.example%2f.app.example"),
    KNOWN.replace("app.example", "evil.example%5c.app.example"),
    KNOWN.replace("app.example", "evil.example%00.app.example"),
    KNOWN.replace("app.example", "evil.example\x00.app.example"),
    KNOWN.replace("app.example", "evil.example/.app.example"),
    KNOWN.replace("app.example", "evil.example;.app.example"),
    KNOWN.replace("app.example", "evil.example&.app.example"),
    KNOWN.replace("app.example", "evil.example,app.example"),
    KNOWN.replace("app.example", "evil.example%E3%80%82app.example"),
    KNOWN.replace("app.example", "app.example\u3002evil.example"),
    KNOWN.replace("app.example", "app\u2024example"),
    KNOWN.replace("app.example", "app.ex\u00e4mple"),
    KNOWN.replace("app.example", "app.examp\u217ce"),
    KNOWN.replace("app.example", "app.exa\u00admple"),
    KNOWN.replace("app.example", "app.exa\u200dmple"),
    KNOWN.replace("app.example", "\u202eapp.example"),
    KNOWN.replace("app.example", "xn--app.example"),
    KNOWN.replace("app.example", "app.example.."),
    KNOWN.replace("app.example", ".app.example"),
    KNOWN.replace("app.example", "app..example"),
    KNOWN.replace("app.example", "app_example"),
    KNOWN.replace("app.example", "app-example"),
    KNOWN.replace("app.example", "app.example\tevil"),
    KNOWN.replace("app.example", "app.example\r\nevil.example"),
    KNOWN.replace("app.example", "[app.example]"),
    KNOWN.replace("app.example", "localhost"),
    KNOWN.replace("app.example", "127.0.0.1"),
    KNOWN.replace("app.example", "*.example"),
    KNOWN.replace("/callback", "/callback%2f"),
    KNOWN.replace("/callback", "/callback%2f..%2fevil"),
    KNOWN.replace("/callback", "/callback/..;/evil"),
    KNOWN.replace("/callback", "/callback\\..\\evil"),
    KNOWN.replace("/callback", "/callback%0d%0aSet-Cookie:x"),
    KNOWN.replace("/callback", "/callback\r\nSet-Cookie:x"),
    KNOWN.replace("/callback", "/callback%"),
    KNOWN.replace("/callback", "/callback%3fx"),
    KNOWN.replace("/callback", "/callback%23x"),
    KNOWN.replace("/callback", "/callback?"),
    KNOWN.replace("/callback", "/callback#"),
    KNOWN.replace("/callback", "/callback?redirect_uri=https://evil.example"),
    KNOWN.replace("/callback", "/callback&x"),
    KNOWN.replace("/callback", "/c\u0430llback"),
    KNOWN.replace("/callback", "/callback\u0000"),
    KNOWN.replace("/callback", "/callback\ufeff"),
    KNOWN.replace("/callback", "/callbac%6B"),
    KNOWN.replace("/callback", "/CALLBACK"),
    KNOWN.replace("/callback", ""),
    KNOWN.replace("/callback", "?/callback"),
    KNOWN.replace("/callback", "/"),
    "javascript:alert(1)",
    "javascript:alert(1)//https://app.example/callback",
    "data:text/html,<script>alert(1)</script>",
    "https://evil.example/https://app.example/callback",
    "https://evil.example?https://app.example/callback",
    "https://evil.example/callback",
    "/callback",
    "callback",
    "*",
    f"{KNOWN},{KNOWN}",
    f"{KNOWN} {KNOWN}",
    "https://app.example",
    "",
]


@pytest.mark.parametrize("address", GOOD)
def test_a_whole_address_may_be_written_down(address: str) -> None:
    assert may_be_written_down(address, is_native=False)


@pytest.mark.parametrize("address", NEVER)
@pytest.mark.parametrize("is_native", [False, True])
def test_t28_what_is_no_whole_and_safe_address_may_not(address: str, is_native: bool) -> None:
    assert not may_be_written_down(address, is_native=is_native)


def test_a_scheme_of_its_own_is_a_native_applications_alone() -> None:
    for address in ("com.example.app:/callback", "com.example.app:callback"):
        assert may_be_written_down(address, is_native=True)
        assert not may_be_written_down(address, is_native=False)
    assert not may_be_written_down("myapp:/callback", is_native=True)
    assert not may_be_written_down("com.example.app:", is_native=True)
    assert not may_be_written_down("com.example.app://host/callback", is_native=True)


@pytest.mark.parametrize("address", TRICKS)
@pytest.mark.parametrize("is_native", [False, True])
def test_t28_an_address_that_is_nearly_the_one_is_not(address: str, is_native: bool) -> None:
    assert not is_meant(address, written_down=[KNOWN], is_native=is_native)


def test_an_address_as_it_was_written_down_is_meant() -> None:
    assert is_meant(KNOWN, written_down=["https://other.example/", KNOWN], is_native=False)


@pytest.mark.parametrize("known", ["http://127.0.0.1/cb", "http://127.0.0.1:1/cb", "http://[::1]/cb"])
def test_of_a_native_applications_loopback_address_the_port_may_differ(known: str) -> None:
    host = "[::1]" if "[" in known else "127.0.0.1"

    assert is_meant(f"http://{host}:53123/cb", written_down=[known], is_native=True)
    assert not is_meant(f"http://{host}:53123/cb", written_down=[known], is_native=False)


@pytest.mark.parametrize(
    "asked",
    [
        "http://127.0.0.1:53123/cb2",
        "http://127.0.0.1:53123/",
        "http://127.0.0.1:53123",
        "http://127.0.0.1:53123/cb?x=1",
        "http://127.0.0.1:53123@evil.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.1:x/cb",
        "http://127.0.0.1:123456/cb",
        "http://127.0.0.2:53123/cb",
        "http://localhost:53123/cb",
        "http://[::1]:53123/cb",
        "https://127.0.0.1:53123/cb",
        "http://127.0.0.1:-1/cb",
        "http://127.0.0.1:+80/cb",
        "http://127.0.0.1:\uff180/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:80:80/cb",
        "http://127.0.0.1:80\\@evil.example/cb",
        "http://127.0.0.1:80#@evil.example/cb",
        "http://127.0.0.1:80/cb\n",
        "http://127.0.0.1:80/cb#x",
        "http://127.0.0.1%3a80/cb",
        "http://ann@127.0.0.1:80/cb",
        "http://127.0.0.01:80/cb",
        "http://127.1:80/cb",
        "http://2130706433:80/cb",
        "http://0x7f.0.0.1:80/cb",
        "http://0.0.0.0:80/cb",
        "http://[::ffff:127.0.0.1]:80/cb",
        "http://[::1%25lo]:80/cb",
        "HTTP://127.0.0.1:80/cb",
        "http:\\\\127.0.0.1:80/cb",
    ],
)
def test_t28_and_nothing_but_the_port(asked: str) -> None:
    assert not is_meant(asked, written_down=["http://127.0.0.1/cb"], is_native=True)


def test_t28_there_are_more_than_a_hundred_and_twenty_tricks() -> None:
    assert len({*TRICKS}) > 120


def test_the_origin_of_an_address_is_what_a_page_may_send_a_form_to() -> None:
    assert origin_of("com.example.app:/callback") == "com.example.app:"
    assert origin_of("https://app.example:8443/callback?x=1") == "https://app.example:8443"
