"""My sign-ins (D04): what came of each sign-in of a person, read from the audit log, and *This wasn't me*.

asked.py    what of it is asked for: result, way, days, the page
reading.py  the events of one page, by a fixed number of questions; the gate to one sign-in
story.py    the events of one sign-in in words: its steps, its end; no database
places.py   from where a person has signed in before
not_me.py   what follows when a sign-in was not theirs

What the log says of a sign-in stands together by its mark (accounts.telemetry.marks.mark_of), whoever recorded it.
"""
