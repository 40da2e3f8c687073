"""What somebody sees of applications in Security info (G05).

reading.py  those they may use; those that were given something, and what
pages.py    *My apps*, *Applications allowed*, and taking back
places.py   the rows of the menu
"""
