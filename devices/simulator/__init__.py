"""A phone in software that truly signs: for tests, demos and load.

phone.py          SimulatedPhone: what a phone does, one method each
calls.py          calls the device API: proofs, nonces, refusals
transport.py      the contract of whatever carries a call (tests use Django's client)
http.py           carries calls over the network
messages.py       builds what a phone signs; every claim can be overridden, so tests can forge
unlocking.py      the person's unlock: app PIN key, the phone's own lock, or a key its hardware keeps
authenticator.py  a WebAuthn platform authenticator in software
challenge_keys.py the tenants' public keys, and the verifying of challenges
particulars.py    what is asked beyond a sign-in, and which of it this phone can show
received.py       challenges and requests as the phone understood them
state.py          the phone as JSON
waking/           a phone whose app is closed: notifications, by a push service on this machine
terminal/         the phone on a terminal: `manage.py phone`

Everything but terminal/ knows no framework. It shares with the server only `devices.signatures`.
"""
