"""Moving to a new phone (B14): the old one shows a code, the new claims it, both show two words, the old one agrees.

state.py       offered → claimed → ended
services.py    begin, stop, how it stands: the old phone
claims.py      the new phone claims, and is told what it may add
confirming.py  the old phone's word for one account, verified; the enrolment that follows from it
models.py      Move, and MovedAccount for each account of it; events.py, refusals.py

What the new phone then does is adding a phone as any other (devices/enrolment): keys, lock, closing test.
"""
