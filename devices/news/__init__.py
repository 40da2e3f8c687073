"""News for whoever listens: browsers and open phones, each by the name of its group, after the commit.

announce.py   what is told to whom
commits.py    what one commit tells, together
listeners.py  who listens in this process: its channel layer
relay.py      the same to other processes
bus.py        what carries it there: by_redis.py, or without Redis by_postgres.py

Whatever changes something announces it here by itself; no caller has to remember. A message says that there is news
and never what: the listener (devices/live) looks, with rights of its own. Knows no table and nothing above it.
"""
