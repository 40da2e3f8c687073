"""Personal accounts: people make one themselves, and close it themselves (A11, B08).

settings.py    whether, and with which addresses, people may sign up: the operator's part of the policy
under_way.py   a sign-up in this browser, until it is an account
signing_up.py  address, code, account: the verbs
closing.py     closing an account, and taking that back
what_goes.py   what is removed with one, counted
letters.py     what is written to people; events.py what is recorded
pages/         the pages
"""
