"""*Try it*: an admin signs in to an application as its people do, and reads what it would be told.

pages.py  the button, and what came of it
words.py  each claim and each error in words
"""
