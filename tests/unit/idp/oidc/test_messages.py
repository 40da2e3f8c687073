"""Messages that applications sign: read strictly, and believed by the right key and algorithm alone (T11, T28)."""

from __future__ import annotations

from typing import Any

import pytest

from devices.signatures.encoding import encode
from idp.oidc.signed.keys import ALGORITHMS, read_key
from idp.oidc.signed.messages import LONGEST_MESSAGE, NotBelieved, read, verify
from tests.support.signing import EDDSA, ES256, PS256, RS256, Key, new_key, sign

SAID = {"sub": "one", "exp": 2_000_000_000}


def by(key: Key, **more: Any) -> Any:
    return read_key({**key.as_dict(private=False), **more})


@pytest.mark.parametrize("algorithm", [ES256, PS256, RS256, EDDSA])
def test_what_a_key_signed_is_believed(algorithm: str) -> None:
    key = new_key(algorithm)
    message = read(sign(key, SAID, alg=algorithm, typ="JWT", kid="one"))

    verify(message, by(key), algorithms=ALGORITHMS)

    assert (message.said("sub"), message.moment("exp"), message.said("exp")) == ("one", 2_000_000_000, "")
    with pytest.raises(NotBelieved):
        verify(message, by(new_key(algorithm)), algorithms=ALGORITHMS)


def test_t28_a_key_signs_by_its_own_algorithms_alone() -> None:
    key = new_key(PS256)
    message = read(sign(key, SAID, alg="RS256"))

    verify(message, by(key), algorithms=ALGORITHMS)
    with pytest.raises(NotBelieved):
        verify(message, by(key, alg="PS256"), algorithms=ALGORITHMS)
    with pytest.raises(NotBelieved):
        verify(message, by(key), algorithms=("PS256",))


def test_t28_what_was_changed_is_not_believed() -> None:
    key = new_key()
    header, _claims, signature = sign(key, SAID).split(".")

    changed = read(".".join((header, encode(b'{"sub":"two"}'), signature)))

    with pytest.raises(NotBelieved):
        verify(changed, by(key), algorithms=ALGORITHMS)


HEAD, BODY = encode(b'{"alg":"ES256"}'), encode(b'{"sub":"one"}')


@pytest.mark.parametrize(
    "text", ["", "one", f"{HEAD}.{BODY}", f"{HEAD}.{BODY}.AA.AA", f"{HEAD}.{BODY}é.AA", f"{HEAD}=.{BODY}.AA"]
)
def test_t11_what_is_no_message_is_not_read(text: str) -> None:
    with pytest.raises(NotBelieved):
        read(text)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (HEAD, b"[]"),
        (HEAD, b'{"sub":"one","sub":"two"}'),
        (HEAD, b'{"sub":"' + b"x" * LONGEST_MESSAGE + b'"}'),
        (b'{"alg":"ES256","alg":"RS256"}', b"{}"),
        (b'{"alg":"ES256","jku":"https://evil.example"}', b"{}"),
        (b'{"alg":"ES256","crit":["exp"]}', b"{}"),
        (b'{"alg":"ES256","b64":false}', b"{}"),
    ],
)
def test_t11_what_two_readers_could_read_as_two_is_not_read(head: bytes | str, body: bytes) -> None:
    first = head if isinstance(head, str) else encode(head)

    with pytest.raises(NotBelieved):
        read(".".join((first, encode(body), "AA")))


@pytest.mark.parametrize("value", ["soon", True, [], {}])
def test_a_time_is_a_number(value: object) -> None:
    message = read(sign(new_key(), {"exp": value}))

    with pytest.raises(NotBelieved):
        message.moment("exp")
