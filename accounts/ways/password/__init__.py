"""The password: one factor, something known.

method.py   what it is, in the role of `accounts.methods.contract`
rules/      what one may be, and how hard it is to guess
hashers.py  how passwords are hashed; turns.py how many at once
services.py sets, changes and replaces it; events.py what is recorded
settings.py what an admin sets of it
without/    an account without any, and having the password back
recovering.py  what is asked in the place of a forgotten one, and when a new one is owed
verifying.py   whether it is right
unlocking.py   where too many wrong tries have shut somebody out, and opening it again
pages/      asking for it, changing it, replacing a forgotten one, helping in the portal
"""
