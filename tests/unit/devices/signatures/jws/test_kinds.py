from typing import Any

import pytest

from devices.signatures.jws.kinds import ALL_KINDS, CLAIMS

CONTEXT = {
    "tenant": "Nordljus",
    "application": "",
    "browser": "Firefox",
    "system": "Linux",
    "place": "",
    "ip": "192.0.2.7",
    "known_browser": False,
    "asked_at": 1_800_000_000,
}


PAYMENT = {"type": "payment", "amount": "100,00", "currency": "SEK", "to": "Sydsol"}


def with_details(*details: Any) -> dict[str, Any]:
    return CONTEXT | {"details": list(details)}


def test_t11_every_kind_has_a_type_of_its_own() -> None:
    assert len({kind.typ for kind in ALL_KINDS}) == len(ALL_KINDS) == 15


def test_every_claim_a_kind_may_carry_has_a_rule() -> None:
    for kind in ALL_KINDS:
        assert kind.required | kind.optional <= CLAIMS.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iat", 0),
        ("iat", 1_800_000_000),
        ("exp", 999_999_999_999),
        ("nonce", "A" * 43),
        ("chh", "-_" * 21 + "8"),
        ("jti", "x"),
        ("number", "00"),
        ("number", "012345"),
        ("choices", ["07", "42", "99"]),
        ("reason", "mistake"),
        ("kind", "ciba"),
        ("kind", "act"),
        ("kind", "call"),
        ("context", CONTEXT | {"binding_message": "Blue 42"}),
        ("context", with_details(PAYMENT)),
        ("context", with_details(*[PAYMENT] * 8)),
        ("context", with_details({"type": "what_comes", "fact": "x" * 200})),
        ("app_version", 1),
        ("digits", 6),
        ("context", CONTEXT),
        ("label", "Ann's phone"),
        ("phone_sign_in", False),
        ("tenant", {"id": "t", "name": "Nordljus", "kind": "organisation"}),
    ],
)
def test_a_claim_of_the_right_shape_holds(name: str, value: Any) -> None:
    assert CLAIMS[name](value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iat", True),
        ("iat", "1800000000"),
        ("iat", -1),
        ("iat", 10**12),
        ("exp", None),
        ("iss", ""),
        ("iss", 7),
        ("iss", "x" * 513),
        ("aud", ["phone-1"]),
        ("jti", ""),
        ("jti", "a b"),
        ("jti", "x" * 129),
        ("nonce", "é"),
        ("nonce", "AAAA"),
        ("nonce", "A" * 42 + "B"),
        ("nonce", "A" * 43 + "="),
        ("nonce", "A" * 43 + "\n"),
        ("nonce", "A" * 44),
        ("ath", "AAAA"),
        ("unlock_hash", "AAAA"),
        ("chh", 7),
        ("number", 42),
        ("number", "7"),
        ("number", "123"),
        ("number", "\uff14\uff12"),
        ("number", "42\n"),
        ("choices", "07"),
        ("choices", ["7"]),
        ("reason", "other"),
        ("platform", "x" * 41),
        ("label", "x" * 81),
        ("label", ""),
        ("label", "   "),
        ("platform", "\u3000"),
        ("app_version", True),
        ("app_version", 0),
        ("app_version", 1_000_000),
        ("kind", "sign_in"),
        ("unlock", "no"),
        ("match", "none"),
        ("digits", 4),
        ("digits", True),
        ("unlock_modes", "pin"),
        ("unlock_modes", [1]),
        ("phone_sign_in", 1),
        ("tenant", {"id": "t", "name": "Nordljus"}),
        ("tenant", {"id": "t", "name": "Nordljus", "kind": "other"}),
        ("account", {"username": "ann", "display_name": "Ann", "more": 1}),
        ("context", CONTEXT | {"known_browser": "yes"}),
        ("context", CONTEXT | {"extra": ""}),
        ("context", "Nordljus"),
        ("context", CONTEXT | {"binding_message": ""}),
        ("context", CONTEXT | {"binding_message": " "}),
        ("context", CONTEXT | {"binding_message": "x" * 201}),
        ("context", CONTEXT | {"details": PAYMENT}),
        ("context", with_details()),
        ("context", with_details(*[PAYMENT] * 9)),
        ("context", with_details("payment")),
        ("context", with_details({"type": "payment"})),
        ("context", with_details({"amount": "1"})),
        ("context", with_details(PAYMENT | {"type": "Payment"})),
        ("context", with_details(PAYMENT | {"type": 7})),
        ("context", with_details(PAYMENT | {"amount": 100})),
        ("context", with_details(PAYMENT | {"amount": ""})),
        ("context", with_details(PAYMENT | {"to": "x" * 201})),
        ("context", with_details(PAYMENT | {"To": "x"})),
        ("context", with_details(PAYMENT | {"to": ["x"]})),
        ("context", with_details({"type": "payment"} | {f"fact_{n}": "x" for n in "abcdefghi"})),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_t11_a_claim_of_another_shape_does_not_hold(name: str, value: Any) -> None:
    assert not CLAIMS[name](value)
