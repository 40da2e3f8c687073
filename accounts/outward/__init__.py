"""Calls to servers of others: to public addresses alone, never led elsewhere, bounded in time and size (T24).

public.py   which addresses we connect to at all; what may be written as one
line.py     posting there, or asking, and the answer
turns.py    what one worker sends at once, each server in a thread of its own
waiting.py  when an answer wants to be asked again

Whoever posts says to whom it may be: devices/push to push services that the operator allows, accounts/hooks to the
servers that an organisation's admins name, idp/oidc to those of its applications.
"""
