"""What tests share.

people.py      makers of organisations, their policy, and people
phones.py      makers of phones that truly sign; joining.py how one is added, carrying.py how it calls
sessions.py    browsers that are signed in, or on their way
asking.py      requests to phones, below the pages
pages.py       a page as a person meets it, and the steps through the sign-in pages
server.py      fixture ``server``: the whole application on a port of its own
browser.py     fixtures ``browser_window`` and ``phone_window``: Chromium, strict about what pages say
journeys.py    what people do in those windows, in their own words
ready_phone.py a phone that was added before the journey begins
services.py    PostgreSQL and Redis for one run of the tests
at_once.py     many threads that start at the same moment
invariants.py  what must hold whatever happened; evidence.py reads a kept answer, rows.py every row
"""
