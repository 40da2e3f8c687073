"""Public keys that applications give: which are taken, and that nothing secret or weak is (T28)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey

from devices.signatures.encoding import encode
from idp.oidc.applications.keys import MOST_KEYS, read_set
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.signed.keys import NotAKey, read_key
from tests.support.signing import EDDSA, ES256, PS256, RS256, new_key, set_of

EC: dict[str, Any] = dict(new_key().as_dict(private=False))
RSA: dict[str, Any] = dict(new_key(PS256).as_dict(private=False))


@pytest.mark.parametrize("algorithm", [ES256, PS256, RS256, EDDSA])
def test_a_public_key_is_read_and_named_by_what_it_is(algorithm: str) -> None:
    key = new_key(algorithm)

    read = read_key({**key.as_dict(private=False), "x5c": ["ignored"], "use": "sig", "key_ops": ["verify"]})

    assert read.thumbprint == key.thumbprint()
    assert algorithm in read.algorithms
    assert "x5c" not in read.jwk


def test_one_that_names_its_algorithm_is_for_that_alone() -> None:
    assert read_key({**RSA, "alg": "PS256"}).algorithms == ("PS256",)
    assert read_key(RSA).algorithms == ("PS256", "RS256")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "key",
        {},
        {"kty": "oct", "k": "c2VjcmV0"},
        OctKey.generate_key(256).as_dict(private=True),
        new_key().as_dict(private=True),
        new_key(PS256).as_dict(private=True),
        {**EC, "k": "c2VjcmV0"},
        ECKey.generate_key("P-384").as_dict(private=False),
        ECKey.generate_key("secp256k1").as_dict(private=False),
        OKPKey.generate_key("X25519").as_dict(private=False),
        OKPKey.generate_key("Ed448").as_dict(private=False),
        {**RSA, "n": encode(b"\xff" * 128)},
        {**RSA, "n": encode(b"\xff" * 1024)},
        {**RSA, "e": "AQ"},
        {**RSA, "n": "AA" + RSA["n"]},
        {**EC, "y": EC["x"]},
        {**EC, "x": EC["x"] + "="},
        {**EC, "x": EC["x"][:-2]},
        {name: value for name, value in EC.items() if name != "y"},
        {**EC, "use": "enc"},
        {**EC, "key_ops": ["sign"]},
        {**EC, "key_ops": "verify"},
        {**EC, "alg": "RS256"},
        {**EC, "alg": "none"},
        {**EC, "kid": 7},
        {**EC, "kid": "x" * 129},
        {**EC, "kid": "\n"},
    ],
)
def test_t28_what_is_no_public_key_that_is_strong_enough_is_refused(value: Any) -> None:
    with pytest.raises(NotAKey):
        read_key(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"keys": []}',
        '{"keys": {}}',
        '{"keys": [], "keys": [1]}',
        "\ud800",
        json.dumps({"keys": [EC, EC]}),
        json.dumps({"keys": [{**EC, "kid": "one"}, {**new_key().as_dict(private=False), "kid": "one"}]}),
        json.dumps({"keys": [new_key().as_dict(private=True)]}),
        set_of(*[new_key() for _ in range(MOST_KEYS + 1)]),
        json.dumps({"keys": [{**EC, "x5c": ["A" * 40_000]}]}),
    ],
)
def test_a_set_is_bounded_and_each_key_in_it_one_of_its_own(text: str) -> None:
    with pytest.raises(CannotBeApplication):
        read_set(text)


def test_of_a_set_is_kept_what_makes_the_keys() -> None:
    kept = read_set(json.dumps({"keys": [{**EC, "kid": "one", "x5c": ["x"]}, {**RSA, "alg": "RS256"}]}))

    assert kept[0] == {**{name: EC[name] for name in ("kty", "crv", "x", "y")}, "kid": "one"}
    assert kept[1]["alg"] == "RS256"
    assert [read_key(one).algorithms for one in kept] == [("ES256",), ("RS256",)]
