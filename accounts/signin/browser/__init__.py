"""What a browser holds beside its one unfinished sign-in and its one session.

remembering.py  *Don't ask again on this browser*: what need not be proven in it for a while
settings.py     for how many days, by the policy
several.py      several people signed in to one browser: one session at hand, the others parked
shown_to.py     to whom a page was shown, by the value that each of its forms carries
"""
