"""Sign-ins in the portal: a row for each try.

asked.py   what is asked for, and the rows of it
words.py   what stands in the cells
page.py    the list; how many are new
one.py     one try with its steps, and what asked for them
around.py  those of a person around a moment, network by network: what an alert is about
blocking.py  the way from one to blocking its network
export.py  what was asked for as a file
"""
