"""Keyed digests that are looked for longer than the SECRET_KEY that made them is kept (decision 0143).

services.py  the digests of a text by every key that counts; keeping what a key that goes has made them with
models.py    the table

What is kept of a former SECRET_KEY is, for each purpose, the key derived for it: it finds the digests of that purpose,
and opens nothing else. Knows nothing of what is digested.
"""
