"""Authlib's grant engine, with what is ours (decision 0106). It walks the steps of a grant; every rule is ours.

programs.py  a request of an application's server, read strictly
clients.py   which application it is, and whether it shows so;  assertions.py by what it signed
server.py    the engine of one organisation, with its grants
code.py, refresh.py, screen.py, service.py  the grants;  issuing.py what a token response says
"""
