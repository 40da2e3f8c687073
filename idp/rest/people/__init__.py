"""People, by calls: found, added, changed; what is done to them; their passes and ways in.

listed.py   finding them, a page at a time; adding one
one.py      one of them: read, renamed, changed
acts.py     what is done to one, by the table of the portal
passes.py   a Temporary Access Pass
ways_in.py  what somebody signs in with: listed, removed
found.py    the gate to one;  facts.py  what is told of one
"""
