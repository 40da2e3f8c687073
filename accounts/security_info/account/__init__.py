"""My account: who one is here, in which language and time, everything that is held, and closing it.

settings.py          what an organisation lets its people change of it
changing_address.py  a person changes their own mail address: confirmed by a code, kept to be taken back
changing_name.py     a person changes the name that others read
renaming.py          somebody who looks after people gives one another username
events.py, letters.py
copying/             a copy of everything held about a person, for them (accounts.holdings says what that is)
pages/               the pages

Closing an account is of personal accounts alone: accounts/personal/closing.py.
"""
