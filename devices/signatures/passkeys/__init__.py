"""Passkeys (WebAuthn Level 3): what a browser is asked, and what it may answer.

credentials.py  reading a browser's answer, so that what is hashed is what is decoded; also for platform_unlocks
options.py      what navigator.credentials.create() and get() are asked
making.py       verify_new_passkey: a passkey was made
attesting.py    verify_statement: who vouches for it
using.py        verify_passkey: one was used
"""
