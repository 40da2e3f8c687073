"""What a password may be: length, no common one, none known from a breach, none made of words around its person.

Each is a validator in Django's contract (AUTH_PASSWORD_VALIDATORS), so whatever asks Django asks us.

checking.py  `problems_of`: the one question that every path asks
length.py, common.py, breached.py, context.py  the validators
strength.py  how hard one is to guess, in words
"""
