"""Telling an application that it may ask now (CIBA Core 1.0, section 10.2).

claims.py  what is due, claimed, and how it ended
outbox.py  what one worker has in hand of that
"""
