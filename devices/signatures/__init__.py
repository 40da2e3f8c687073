"""Pure: what phones and the server sign for each other, and how it is read and verified.

jws/                 the messages: table of kinds, strict reader, writer; renewals of keys, which answer no challenge
encoding.py          canonical base64url, SHA-256 in base64url, fresh random values
errors.py            SignatureRejected: why a message was refused
keys.py              P-256 keys: strict public JWK, RFC 7638 thumbprint, signing keys
dpop.py              verify_proof: who is calling (RFC 9449)
challenges.py        what the server asks a phone to answer: enrolment, approval, unlock, move
answers.py           what every signed answer of a phone is bound to
decisions.py         verify_decision: approval or denial
enrolments.py        verify_enrolment
setups.py            verify_setup: an unlock set up or changed later; verify_move: an account goes to another phone
codes/               the key that a phone names for the secret of codes, and encrypting to it (JWE)
unlocks.py           the proof that a person unlocked with the app PIN
platform_unlocks.py  the same proof by the phone's own lock (WebAuthn)
hardware/            the same proof by a key that a phone's hardware keeps, and vouches for
receipts/            an approval as one text that verifies by itself, and verifying it
passkeys/            a browser's passkey: made, and used (WebAuthn)

Bytes and expectations in, a frozen result or SignatureRejected out. No database, clock, request, framework:
what is expected is handed in by name (`expected_*`), and no message ever chooses its own key or algorithm.
"""
