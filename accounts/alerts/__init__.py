"""Alerts: what a person and those who look after them must be told, until each has said that they know.

kinds.py     the kinds of alert, a table that packages above add to: what each says, and what it did, in words
models.py    the rows
words.py     an alert in words
services.py  raise_alert, and the two who take note: see (the person), settle (an admin)
telling.py   letters to those who look after the person
events.py    that they did, in the audit log

Knows no kind by its name, and decides nothing: who may settle is asked of `users.roles`, and what blocks a sign-in
stands with the person (`users.services.block`).
"""
