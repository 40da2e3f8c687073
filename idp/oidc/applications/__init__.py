"""Applications: what sign people in through their organisation here, and who may use them.

addresses.py  which redirect addresses may be written down, and which one is meant (pure)
keys.py       its public keys, by which it shows who it is instead
secrets.py    comparing secrets of which two may count at once
targets.py    servers that its tokens may be for (pure)
settings/     each of its settings, declared once
services.py   adding, secrets, removing; by the portal and by `manage.py oidc_application`
changing.py   changing one, with what it was before
ending.py     letters before a secret ends, by the worker
using.py      who may use one;  strengths.py  the policy can require a strength for each (E10)
"""
