"""Adding a phone: the browser offers a code, the phone claims it with its own keys, a test with the number closes it.

state.py         offered → claimed → active, or expired, cancelled, rejected
codes/           the code: the long one of the QR code, the short one that is typed, the way to the Home Screen
events.py        what the audit log says of each state
claims.py        the phone claims a code and gets the challenge
completing.py    the phone hands over its keys, and the closing test begins
closing_test.py  that test, a kind of request of its own, and what follows from its end
unlocks.py       the lock of an account: verified with the enrolment, set up later, or changed
unlocking/       what a lock is besides: a passkey
services.py      offer, end
watching.py      pages that watch one, and look again when their session may have ended
stage.py         what the browser is told
models.py        the rows; refusals.py what is said no with
pages/           the browser's half (the phone's half is the device API)
"""
