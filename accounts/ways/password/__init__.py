"""The password: one factor, something known.

method.py   what it is, in the role of `accounts.methods.contract`
hashers.py  how passwords are hashed
services.py set it; events.py what is recorded
page.py     the page that asks for it
"""
