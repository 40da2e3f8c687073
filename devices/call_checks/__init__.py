"""CALL CHECKS: whoever helps people asks, during a telephone call, whether it is this person who calls (G04).

The helper's page shows a number and the caller types it on their own phone: whoever calls in somebody's name has no
phone to type it on, and whoever is called by a false helper has nothing asked of their phone.

models.py    CallCheck: who asked whether it is whom, and what came of it
checking.py  asking, cancelling, and what follows from the answer: the kind of request `call`
events.py    what happened, in words;  refusals.py  why nobody can be asked

It gives no session and changes nothing. Who may ask it of whom is the portal's to know (idp/portal/verify_caller).
"""
