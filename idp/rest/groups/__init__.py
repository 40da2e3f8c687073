"""Groups, by calls: listed, added, renamed, removed; who is in one.

groups.py   groups; members.py  who is in one; found.py  the gate to one
"""
