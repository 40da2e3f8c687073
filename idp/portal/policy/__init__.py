"""The page "Phone sign-in & policy" of one tenant.

form.py      what is written, and what cannot be saved
ways_in.py   does a policy leave everybody a way in? pure
effect.py    how many people a change meets, counted before it is made
services.py  the change: policy and method rows in one transaction, with what was before and after
page.py      the page, and the question asked first when people are met
"""
