"""``bin/bench fill``: a database as full as that of a large installation, made in the database itself, in minutes.

speech.py    how each database says the same: series, ids, digests, times; and one INSERT from a series
spread.py    how things are spread: sizes of organisations, names, how many have what
people.py    organisations, their people and groups
having.py    what people have: phones, passkeys, codes, browsers
logs.py      tries to sign in, events, and the counts of days
quickly.py   PostgreSQL's indexes of what is filled wait until it is
two.py       a small database and a filled one, for what is compared over both
fill.py      all of it in order, saying what it does

What it makes keeps the invariants (test_fill.py). No keys are real: nobody signs in with what it makes.
Requests to phones are not made, for each needs a signature that can be verified; so events do not tell of any either.
"""
