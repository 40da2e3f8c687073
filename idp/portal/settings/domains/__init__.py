"""An organisation's domains in the portal (E04).

listed.py   those it has, those that wait to be proven, and adding one
one.py      one that waits: its record, what was found, looking now, giving it up
removing.py taking one away that nobody uses
"""
