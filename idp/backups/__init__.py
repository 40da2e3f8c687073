"""Back-ups of the database, made and restored by command beside people who sign in (H05, decision 0139).

manifest.py   what stands beside a back-up: of when, of which release, under which key; whether it is whole
engines.py    PostgreSQL's programs, and SQLite's own way: dumping, loading, a database for a moment
making.py     a back-up in a folder, under its name only once it is whole; older ones go
ending.py     a command that is told to end takes away what it has half made
mark.py       that a restore is under way: while it is there nobody is served
settling.py   what a restored database must not bring back: sessions, requests, links; phones that have moved on
restoring.py  into an empty database, and nothing else
trying.py     restoring into a database for a moment, to see that it can be done
notes.py      when that was last done, for whoever looks after it (models.py is the table)

Commands: backup, restore, verify_backup, verify_database.
"""
