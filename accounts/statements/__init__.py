"""Statements of the hot roads: what a sign-in asks the database, dozens of times.

composing.py  a queryset, a move of a row, a row that is added or goes: composed once, filled in each time
rows.py       what becomes of what they find
gathering.py  many rows as one value of another
cursors.py    a statement's cursor, which its connection keeps
"""
