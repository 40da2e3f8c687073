"""The password: one factor, something known.

method.py   what it is, in the role of `accounts.methods.contract`
hashers.py  how passwords are hashed
services.py set it; events.py what is recorded
settings.py what an admin sets of it
page.py     the page that asks for it; verifying.py whether it is right; turns.py how many are hashed at once
"""
