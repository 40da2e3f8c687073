"""What tests share.

people.py          makers of organisations, their policy, and people
phones.py          makers of phones that truly sign; joining.py how one is added, carrying.py how it calls
authenticators.py  an authenticator app as a person has it; passkeys.py a passkey whose key truly signs
sessions.py        browsers that are signed in, or on their way
asking.py          requests to phones, below the pages
pages.py           a page as a person meets it, and the steps through the sign-in pages
server.py          fixture ``server``: the whole application on a port of its own
browser.py         fixtures ``browser_window`` and ``phone_window``: Chromium, strict about what pages say
journeys.py        what people do in those windows, in their own words
inspection.py      looks at every page a journey passes: nothing cut, nothing axe calls serious
ready_phone.py     a phone that was added before the journey begins
services.py        PostgreSQL and Redis for one run of the tests
flush.py           an empty database between two tests with committed data
at_once.py         many threads that start at the same moment; waiting.py for what another thread does
commit.py          what waits for the commit, in a test that never commits
senders.py         a sender of notifications that can fail or hang; listening.py hears the news
answers.py         what phones were told of their answers
invariants.py      what must hold whatever happened; evidence.py reads a kept answer, rows.py every row
"""
