"""What an application may say of itself at its client id (T24, T28)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from idp.oidc.documents.reading import LARGEST_BYTES, NotADocument, is_address, read

CLIENT_ID = "https://agent.example/client.json"
WHOLE: dict[str, Any] = {
    "client_id": CLIENT_ID,
    "client_name": "Agent",
    "redirect_uris": ["http://127.0.0.1/callback", "https://agent.example/back"],
    "token_endpoint_auth_method": "none",
}


def said(**changed: Any) -> bytes:
    whole = {name: value for name, value in {**WHOLE, **changed}.items() if value is not None}
    return json.dumps(whole).encode()


def test_a_document_says_its_name_and_where_it_is_answered() -> None:
    document = read(CLIENT_ID, said())

    assert (document.name, document.redirect_uris, document.keys) == ("Agent", WHOLE["redirect_uris"], "")
    assert read(CLIENT_ID, said(token_endpoint_auth_method=None)).keys == ""
    assert document.backchannel_logout_uri == ""
    told_at = "https://agent.example/told?of=endings"
    assert read(CLIENT_ID, said(backchannel_logout_uri=told_at)).backchannel_logout_uri == told_at


@pytest.mark.parametrize("name", [None, "", "   ", 7, "a\u202eb", "x" * 81])
def test_one_without_a_name_is_called_by_its_host(name: Any) -> None:
    assert read(CLIENT_ID, said(client_name=name)).name == "agent.example"


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "https://agent.example/other.json"},
        {"client_id": CLIENT_ID.upper()},
        {"client_id": None},
        {"client_secret": "s"},
        {"client_secret_expires_at": 0},
        {"redirect_uris": None},
        {"redirect_uris": []},
        {"redirect_uris": "https://agent.example/"},
        {"redirect_uris": ["http://agent.example/"]},
        {"redirect_uris": ["com.example.agent:/callback"]},
        {"redirect_uris": ["https://agent.example/#x"]},
        {"redirect_uris": [7]},
        {"redirect_uris": [f"https://agent.example/{n}" for n in range(21)]},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://agent.example/keys"},
        {"padding": "x" * LARGEST_BYTES},
        {"backchannel_logout_uri": "https://bank.example/told"},
        {"backchannel_logout_uri": "http://agent.example/told"},
        {"backchannel_logout_uri": "https://agent.example:8443/told"},
        {"backchannel_logout_uri": "https://agent.example/#x"},
        {"backchannel_logout_uri": ["https://agent.example/told"]},
    ],
)
def test_t28_what_is_no_such_document_is_none(changed: dict[str, Any]) -> None:
    with pytest.raises(NotADocument):
        read(CLIENT_ID, said(**changed))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"[" * 4000, b'"https://agent.example/"'])
def test_t28_what_cannot_be_read_is_none(body: bytes) -> None:
    with pytest.raises(NotADocument):
        read(CLIENT_ID, body)


@pytest.mark.parametrize(
    ("client_id", "is_one"),
    [
        (CLIENT_ID, True),
        ("https://agent.example/a/b", True),
        ("http://agent.example/client.json", False),
        ("https://agent.example", False),
        ("https://agent.example/", False),
        ("https://agent.example/a/../b", False),
        ("https://agent.example/./b", False),
        ("https://agent.example/a#b", False),
        ("https://agent.example/a?b", False),
        ("https://me@agent.example/a", False),
        ("https://agent.example:8443/a", False),
        ("https://AGENT.example/a", False),
        ("agent", False),
    ],
)
def test_t24_a_client_id_is_an_address_only_where_it_is_a_plain_one(client_id: str, is_one: bool) -> None:
    assert is_address(client_id) is is_one
