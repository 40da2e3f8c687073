"""What tests share.

server.py      fixture ``server``: the whole application on a port of its own
browser.py     fixtures ``browser_window`` and ``phone_window``: Chromium, strict about what pages say
journeys.py    what people do in those windows, in their own words
ready_phone.py a phone that was added before the journey begins
services.py    PostgreSQL and Redis for one run of the tests
fake_phone.py  a phone that truly signs
"""
