"""An account without a password (D08): given up only where that always leaves a way back.

left.py       what a person signs in with then, and whether whichever one thing they lose, it is enough
giving_up.py  giving it up, and having it back while that can be undone
models.py     one that was given up, for so long; refusals.py what it says no with
"""
