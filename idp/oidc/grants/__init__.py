"""What an application was given for one person: the code, and all tokens that came of it, are one grant.

beginning.py  one begins: whose, for what, until when at the latest
giving.py     the code at the end of a sign-in, and refresh tokens: made, digested, used once
standing.py   whether it may still be used: asked anew at each use
ending.py     ending one, with everything that came of it; forgetting what is over
"""
