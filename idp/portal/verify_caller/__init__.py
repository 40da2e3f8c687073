"""Verify this caller: a helper asks on somebody's phone whether it is them on the telephone (G04).

pages.py  asking; the number, and what came of it;  urls.py  their addresses

What is asked and what follows from the answer: devices/call_checks.
"""
