"""Strengths on the pages of a policy (E10, E15).

sections.py  the page of what is required, and that of a set of the organisation's own: forms like every other page's
rows.py      what these pages show beside their forms, and the lines of the policy at a glance
listing.py   all strengths and where each is used; deleting one that nothing uses
effect.py    whom a change asks, who of them could not meet it now, and whether it shuts out whoever saves it
figures.py   how many sign-ins of the last days would have been asked for more by what is only reported
"""
