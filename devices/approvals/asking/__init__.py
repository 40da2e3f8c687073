"""Asking phones: a request is made, has a place among the open ones, and wakes the phones or waits quietly.

services.py  the verbs: request_approval, send_again
earlier.py   what was asked before for the same name: the one query, and the turn of who asks at once
places.py    how many may be open, and which one gives way; pure
fatigue.py   whether the phones are woken; pure

A request is never absent: beyond the caps it is quiet, in the app's list and without a notification. Everything is
decided by what was asked for a name (`asked_for`), so that a name that nobody has is treated alike (A18).
"""
