"""A link that an operator or admin grants, and that signs one person in once.

method.py    what it is, in the role of `accounts.methods.contract`
services.py  granting one and spending it; models.py the links that were granted
inviting.py  one sent by mail to somebody new: invite, withdraw
granting.py  the page of the portal that makes one
page.py      the page that asks before it is spent
"""
