"""Who is calling: a device token finds the phone, a proof by its device key (DPoP, RFC 9449) shows that it is it.

identify.py  the checks in the protocol's order: the device API and the phone's socket use them alike
nonces.py    the server's own nonces: no clock of a phone matters
refusals.py  why a caller is refused

Knows phones and signatures; knows nothing of HTTP answers, views or sockets.
"""
