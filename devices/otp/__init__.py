"""Authenticator codes: six digits from an authenticator app (TOTP, RFC 6238), ours too, asked as a second step.

codes.py     pure: reading a code, and finding the step that it is of
source.py    CodeSource, a django-otp Device whose secret is encrypted at rest; five of them for a person at most
taking.py    using up a code of whatever gives codes (devices/code_generators too)
models.py    AuthenticatorApp, the CodeSource that anybody may add
on_phones.py codes of our own app: a secret that one phone alone can read, and how they stand there
services.py  offering a secret, confirming it by a first code, checking a code, removing
method.py    what it is, in the role of `accounts.methods.contract`
refusals.py  what it says no with; events.py what is recorded
pages/       the page that asks for a code; adding one and removing one at Security info
"""
