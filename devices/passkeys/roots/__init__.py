"""Roots of makers of authenticators: who may vouch for a passkey, as whoever runs this server has said (E21).

models.py    AttestationRoot, one for each certificate
services.py  adding those of a file, removing one; the roots as verifying takes them
events.py    what is recorded

They are of the whole installation; `manage.py attestation_roots` adds, lists and removes them. What vouches is verified
in devices/signatures/passkeys/attesting.py.
"""
