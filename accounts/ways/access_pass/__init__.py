"""A Temporary Access Pass: a short secret that somebody who looks after people makes for one of them, for a while.

method.py    what it is, in the role of `accounts.methods.contract`
settings.py  what an admin sets of it
secret.py    making one, reading one that somebody has written, its digest (pure but for the key)
models.py    the pass a person has: one at most; how it stands
services.py  verbs: make, take, remove; events.py what is recorded; refusals.py what it says no with
pages/       the page that takes one while signing in; the page of the portal that makes one
"""
