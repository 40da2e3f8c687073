"""The device API, version 1: what a phone says to the server and hears from it (JSON over HTTP).

urls.py            every address
enrolments.py      adding an account: claim, complete
moves.py           moving to a new phone: both phones' calls
phone.py           this phone and its accounts, what its app can do, its next token
notices.py         what its people must learn, and the OK to it
requests.py        what waits, how one stands, seen, the decision
accounts.py        one account: its lock, phone sign-in, removing it
keys.py            a tenant's public keys
calls.py           what all calls share: who may call, how a body is read, how a refusal is told
authentication.py  from headers to the caller (devices.callers)
messages/          what goes over the wire: reading, bodies, answers
schema.py          OpenAPI

No rule lives here: services refuse, idp.errors turns a refusal into problem+json. No session, no cookie, no CSRF.
"""
