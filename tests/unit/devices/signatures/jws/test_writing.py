import json

from joserfc import jws
from joserfc.jwk import ECKey

from devices.signatures.encoding import decode
from devices.signatures.jws.kinds import DENIAL, DPOP_PROOF
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey


def test_a_message_is_a_plain_es256_jws_that_any_library_verifies() -> None:
    key = SigningKey.generate()
    claims = {"iss": "phone-1", "label": "Åsas telefon"}

    text = sign(claims=claims, kind=DENIAL, key=key)
    verified = jws.deserialize_compact(text, ECKey.import_key(dict(key.public_jwk)), algorithms=["ES256"])

    assert verified.headers() == {"typ": "denial+jwt", "alg": "ES256", "kid": key.thumbprint}
    assert json.loads(verified.payload) == claims


def test_only_a_call_proof_carries_its_key_and_never_the_secret() -> None:
    key = SigningKey.generate()

    header = json.loads(decode(sign(claims={}, kind=DPOP_PROOF, key=key).split(".")[0]))

    assert header == {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.public_jwk}
