"""The audit log in the portal: every change, by whom, with before and after in words.

asked.py   what is asked for, and the events of it
words.py   what an event is called, and what changed by it
page.py    the list
one.py     one event with everything the log has of it
export.py  what was asked for as a file
"""
