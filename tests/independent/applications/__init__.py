"""Applications as others write them, each a process of its own, set up as its library's manual says.

parties.py   the table: how each is started, and how it is added to Handslag
sites/       those in Python, a file each; those in JavaScript are in tests/node/applications/sites
"""
