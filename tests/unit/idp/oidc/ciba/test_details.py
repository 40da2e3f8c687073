"""What exactly may be asked for, on values (G09, T26)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devices.simulator import particulars
from idp.oidc.ciba import details
from idp.oidc.ciba.errors import InvalidAuthorizationDetails

PAYMENT = {"type": "payment", "amount": "129.90", "currency": "SEK", "to": "Nordkraft"}
DEPLOYMENT = {"type": "deployment", "what": "shop", "version": "1.4.2", "where": "production"}
DELETION = {"type": "deletion", "what": "312 invoices of 2019", "where": "archive"}
READ = {"type": "read", "what": "medical record"}


@pytest.mark.parametrize(
    "one",
    [
        PAYMENT,
        PAYMENT | {"reference": "OCR 4711"},
        PAYMENT | {"amount": "0.0001"},
        PAYMENT | {"amount": "999999999999999"},
        DEPLOYMENT,
        DELETION,
        READ,
        READ | {"where": "ward 7"},
        DELETION | {"what": "filer åäö 文件"},
    ],
)
def test_g09_what_a_phone_can_show_is_read_as_it_is_written(one: dict[str, str]) -> None:
    assert details.read(json.dumps([one])) == (one,)


def test_g09_several_keep_their_order() -> None:
    assert details.read(json.dumps([DELETION, PAYMENT])) == (DELETION, PAYMENT)


def test_nothing_is_nothing() -> None:
    assert details.read("") == ()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        [],
        "payment",
        None,
        [PAYMENT] * 9,
        [[PAYMENT]],
        ["payment"],
        [{}],
        [{"type": "transfer", "what": "x"}],
        [{"type": ["payment"]}],
        [{"what": "x", "where": "y"}],
        [{**PAYMENT, "note": "x"}],
        [{**PAYMENT, "locations": "https://x.example"}],
        [{name: value for name, value in PAYMENT.items() if name != "to"}],
        [{**PAYMENT, "amount": 129.9}],
        [{**PAYMENT, "to": {"name": "x"}}],
        [{**PAYMENT, "to": ""}],
        [{**PAYMENT, "to": " Nordkraft"}],
        [{**PAYMENT, "to": "a" * 201}],
        [{**PAYMENT, "to": "a\nb"}],
        [{**PAYMENT, "to": "a\u202eb"}],
        [{**PAYMENT, "to": "a\u200bb"}],
        [{**PAYMENT, "to": "a\ud800"}],
        [{**PAYMENT, "amount": "0"}],
        [{**PAYMENT, "amount": "0.00"}],
        [{**PAYMENT, "amount": "-5"}],
        [{**PAYMENT, "amount": "1,000"}],
        [{**PAYMENT, "amount": "1e9"}],
        [{**PAYMENT, "amount": "01"}],
        [{**PAYMENT, "amount": "\u0661"}],
        [{**PAYMENT, "amount": "1.23456"}],
        [{**PAYMENT, "currency": "sek"}],
        [{**PAYMENT, "currency": "SEKR"}],
        [{**DEPLOYMENT, "version": ""}],
        [PAYMENT, {**READ, "what": ""}],
    ],
)
def test_t26_what_is_not_understood_to_the_last_member_is_refused(asked: Any) -> None:
    with pytest.raises(InvalidAuthorizationDetails):
        details.read(json.dumps(asked))


@pytest.mark.parametrize("text", ["[", "x", "[" * 1000, '[{"type": "read", "what": NaN}]', "a" * 1201])
def test_t26_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(InvalidAuthorizationDetails):
        details.read(text)


def test_g09_phones_know_every_type_by_the_same_members() -> None:
    for key, row in details.TYPES.items():
        known = particulars.TYPES[key]

        assert (known.must, known.may) == (frozenset(row.must), frozenset(row.may))
