"""The chain of seals over the log: whoever changes, removes, adds or reorders what was sealed is found out.

models.py     Seal: one for each segment of the log, with the hash of the seal before it
canonical.py  the text of an event that is sealed
sealing.py    sealing what is settled, in the background (the worker)
dropping.py   retention: whole segments go, their seals stay
verifying.py  reading it all again, and saying in words what is wrong and where
"""
