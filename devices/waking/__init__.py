"""Waking the phones that are not open, beside the pages. The row of each request is its own outbox: nothing is lost.

claims.py  what is due, and how it ended: a claim is one conditional UPDATE that runs out by itself
outbox.py  the wakes one worker has in hand, each in a thread of its own

Asking only writes when a request's phones are to be woken; no page waits for a sender, nor one phone for another. The
worker (idp/worker/) calls this. Where a phone can be woken is devices/addresses, how devices/push.
"""
