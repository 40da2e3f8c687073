"""Webhooks in the portal.

listed.py    all of an organisation's
one.py       one of them, and what it was sent
changing.py  adding, changing, removing one, replacing its secret;  form.py  what can be written of one
found.py     the gate to one, and what is said of one everywhere
"""
