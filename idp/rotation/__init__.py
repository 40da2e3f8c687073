"""A new SECRET_KEY takes over what an earlier one wrote, so that the earlier one can be thrown away (decision 0143).

table.py      every column that is encrypted, and every digest that lasts; a test holds it against the tables
columns.py    encrypting columns anew, some rows at a time
sessions.py   sessions, and what applications were given, moved to the new key's marks
services.py   all of it, and what is left under earlier keys

Entry point: `manage.py rotate_secrets`.
"""
