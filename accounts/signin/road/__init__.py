"""The road of a sign-in, stretch by stretch; the dispatcher (`accounts.signin.flow`) leads along it.

opening.py   begins one: whose, in which browser, for what; what waited before it waits no more
whose.py     the one under way: this browser's, its tenant, its user as they stand now
having.py    what its person has of each method, as far as that can matter on it
finishing.py the end: the one place where a browser becomes signed in, and what a session has proven since
staying.py   *Stay signed in?*, which may be owed at the end
lent.py      sessions that rest on what was lent for a while, and how far they reach
farewell.py  what a browser is led through that signs out
arriving.py  where a browser is on it, when a page has grown old or another tab went on
"""
