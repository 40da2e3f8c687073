"""Logs as long as those of a large organisation, made in the database itself; and what their pages cost then.

rows.py       the rows: events, tries, counts
measuring.py  ``python -m tests.load.filling.measuring ROWS``: pages over a short log, and over a long one
"""
