"""A phone whose app is closed: it looks for requests when a notification wakes it, and says what came.

subscription.py  where it can be woken, and the keys that open what comes (RFC 8291)
service.py       a push service on this machine that plays those of the browsers' makers
asleep.py        the sleeping phone
"""
