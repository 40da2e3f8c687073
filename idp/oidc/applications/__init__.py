"""Applications: what sign people in through their organisation here, and who may use them.

addresses.py  which redirect addresses may be written down, and which one is meant (pure)
keys.py       its public keys, by which it shows who it is instead
secrets.py    comparing secrets of which two may count at once
targets.py    servers that its tokens may be for (pure)
services.py   adding, changing who may use it, secrets, removing; by `manage.py oidc_application` for now
using.py      who may use one
"""
