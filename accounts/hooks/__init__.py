"""Webhooks: what happens in an organisation, told to servers that its admins name (E17).

models.py    Hook, a server and what it is told; Delivery, one event on its way there
services.py  what admins do with one: make, change, turn off and on, replace its secret, try, send again, remove
reading.py   from the next events of the log to what is owed to whom (the worker)
claims.py    what is due, and how it ended
outbox.py    what one worker has in hand, each hook in a thread of its own
body.py      an event as it is sent: its tag, its words, its details; signing.py how it is signed (pure)
events.py    what happens to hooks;  refusals.py  what cannot be;  telling.py  a letter when one was turned off

Each event is owed once and sent at least once, in order, whatever stops meanwhile: the row of a delivery is its own
outbox, and the hook's row says when there is something to do. Where it may be sent is accounts/outward (T24).
"""
