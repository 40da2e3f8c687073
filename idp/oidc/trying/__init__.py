"""*Try it*: an admin signs in to an application as its people do, and sees what it would be told (G02).

beginning.py  what this session keeps, and the one request that it may send for it
ending.py     the answer: redeemed as a code is, looked at as a library does, and ended

The answer comes to an address of ours. It is no redirect address of the application: it counts for the one request
that this very session began, by its state and its code challenge, and for nobody else (T28).
"""
