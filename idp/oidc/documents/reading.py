"""What an application may say of itself in the document at its client id. Pure.

Section numbers are those of draft-ietf-oauth-client-id-metadata-document.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from accounts.outward.public import NotPublic, https_parts
from idp.oidc.applications.addresses import MOST_ADDRESSES, may_be_written_down, origin_of
from idp.oidc.applications.models import LONGEST_NAME

LARGEST_BYTES = 5 * 1024
NONE, PRIVATE_KEY_JWT = "none", "private_key_jwt"
# Nobody shares a secret with whoever only has an address (4.1).
SECRETS = ("client_secret", "client_secret_expires_at")


class NotADocument(Exception):
    """Says for the log what is wrong."""


@dataclass(frozen=True)
class Document:
    """What was said: `keys` is the text of a JWK set, "" where it shows who it is by nothing.

    `backchannel_logout_uri` is where it hears that a session is over, "" for not at all.
    """

    name: str
    redirect_uris: list[str]
    keys: str
    backchannel_logout_uri: str = ""


def is_address(client_id: str) -> bool:
    """Is this client id an address at which a document may be (section 3)?"""
    try:
        parts = https_parts(client_id)
    except NotPublic:
        return False
    steps = parts.path.split("/")[1:]
    return (
        any(steps) and not {".", ".."} & {*steps} and not parts.query and parts.netloc == parts.netloc.lower()
    )


def read(client_id: str, body: bytes) -> Document:
    """Return what the document at this client id says. Raises NotADocument."""
    if len(body) > LARGEST_BYTES:
        raise NotADocument("it is too large")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as wrong:
        raise NotADocument("it is no JSON") from wrong
    if not isinstance(said, dict) or said.get("client_id") != client_id:
        raise NotADocument("it is about another client id")
    if any(name in said for name in SECRETS):
        raise NotADocument("it tells a secret")
    return Document(_name(said, client_id), _addresses(said), _keys(said), _told_at(said, client_id))


def _name(said: dict[str, Any], client_id: str) -> str:
    """What it calls itself; its host where it does not say, or says what is no name."""
    name = said.get("client_name", "")
    is_name = isinstance(name, str) and name.strip() and len(name) <= LONGEST_NAME and name.isprintable()
    return name.strip() if is_name else (urlsplit(client_id).hostname or "")[:LONGEST_NAME]


def _addresses(said: dict[str, Any]) -> list[str]:
    """Over https, or of this machine: a scheme of its own would be anybody's."""
    listed = said.get("redirect_uris")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_ADDRESSES:
        raise NotADocument("it has no redirect addresses, or too many")
    if not all(isinstance(one, str) and may_be_written_down(one, is_native=False) for one in listed):
        raise NotADocument("a redirect address cannot be one")
    return list(dict.fromkeys(listed))


def _told_at(said: dict[str, Any], client_id: str) -> str:
    """At its own host alone: that is the one which is believed, and nobody else is called for it."""
    address = said.get("backchannel_logout_uri", "")
    if address == "":
        return ""
    is_its_own = isinstance(address, str) and origin_of(address) == origin_of(client_id)
    if not is_its_own or not may_be_written_down(address, is_native=False):
        raise NotADocument("backchannel_logout_uri is not an address of its host")
    return str(address)


def _keys(said: dict[str, Any]) -> str:
    way = said.get("token_endpoint_auth_method", NONE)
    if way == NONE:
        return ""
    if way != PRIVATE_KEY_JWT or not isinstance(said.get("jwks"), dict):
        raise NotADocument(
            "it shows who it is by what cannot be: none, or private_key_jwt with its keys as jwks"
        )
    return json.dumps(said["jwks"])
