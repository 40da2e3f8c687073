"""Passkeys: a key that a browser keeps, or reaches, and that its person unlocks; it works at this address alone.

models.py      Passkey, a django-otp Device; PasskeyOwner, the random handle by which authenticators know a person
access.py      the gates to passkeys, and which of them can be used now
settings.py    what an admin sets of them; policy.py its form
profiles/      what is taken of whom: models, synced, vouched for; the same of many at once, and in words
roots/         the makers' roots that may vouch, of the whole server
challenges.py  what a browser is to sign: sealed, short-lived, once, in the browser that asked
services.py    adding, using, renaming, removing
taking.py      from what a browser sent to a passkey that was used, or a refusal that tells nothing
making.py      from what a browser sent to a new passkey
method.py      what it is, in the role of `accounts.methods.contract`
events.py      what is recorded; refusals.py what it says no with
pages/         asked while signing in; looked after at Security info; made quietly after a password

What is signed, and how it is verified: devices/signatures/passkeys/.
"""
