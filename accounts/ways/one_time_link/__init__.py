"""A link that an operator or admin grants, and that signs one person in once.

method.py  granting and spending one, and what it is in the role of `accounts.methods.contract`
models.py  the links that were granted
page.py    the page that asks before it is spent
"""
