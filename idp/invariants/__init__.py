"""What must hold of the database, whatever happened: after a race, a fault, a restore (I1 … I10).

requests.py     each request has one way to where it is, its decision and its events; none crosses organisations
log.py          no secret in the audit log
whole.py        all of it together with the log's seals, what phones signed and what is encrypted: `problems`

Each says in words what is broken. Entry point: `manage.py verify_database`; tests use the same after every race.
"""
