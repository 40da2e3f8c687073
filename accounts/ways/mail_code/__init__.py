"""A code by mail, for whoever has forgotten their password: it never signs anybody in, and is no second step.

models.py    the address that a person has confirmed; the codes on their way
services.py  sending a code, taking one, confirming and removing an address
method.py    what it is, in the role of `accounts.methods.contract`
letters.py   what is written; events.py what is recorded
pages/       asking for the code; adding and removing an address at Security info
"""
