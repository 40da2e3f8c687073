"""The sign-in log: one row for each try to sign in, made of the events beside the pages (the worker).

models.py    SignInAttempt; SignInsOfDay, counted along, so that nobody counts the rows
folding.py   from the next events to their rows; what is left unfinished, closed
outcome.py   what an event says of its try (pure)
daily.py     the counts of a day
known.py     which applications and places there are

Entry point of the worker: `folding.READER`, read by accounts.audit.readers. A row can be made anew from the log at any
time; the log is what counts.
"""
