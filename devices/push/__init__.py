"""Waking a phone that is not open. A push only wakes: it names nobody, and the app fetches the request itself.

contract.py  what a phone is woken for and where, what a sender must do, and what may become of it
deliver.py   tells the sender of the phone's kind
body.py      what arrives: constant words in the phone's language, and an opaque handle (A03)
hosts.py     where we send to at all (T24)
line.py      posting there, by accounts/outward (T24)
answers.py   what a push service's answer means
web/         Web Push: encryption (RFC 8291), the server's proof (RFC 8292), the sender
native/      FCM and APNs, for apps of the two stores
keys/        the keys by which push services know us
console.py   the sender of development for phones that cannot be woken: a line in the server's log

Who is to be woken, and what happens when that fails or hangs: devices/waking. Where a phone can be woken, as a row:
devices/addresses.
"""
