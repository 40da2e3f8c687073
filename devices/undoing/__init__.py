"""How what happens to the things that people sign in with is taken back, or why not (accounts/undoing/registry.py).

One file for each kind of thing; in_passing.py is for what leaves nothing behind. The verbs are those of each package
below: nothing is taken back here that its person could not end by themselves.
"""
