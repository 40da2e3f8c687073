"""``bin/bench full``: what a sign-in costs over a small database and over a filled one, in turns.

people.py   a process for each database: people of its own beside those who are there, who sign in when told to
"""
