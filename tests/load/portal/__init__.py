"""``bin/bench portal``: what the portal's pages cost over a small database and over a filled one, in turns.

pages.py    the pages, and what each is asked for
looking.py  a process for each database: opens a page when told to, and says how long it took and how much it asked
turns.py    both, in turns; the table
"""
