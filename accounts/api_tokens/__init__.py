"""API tokens: by which scripts of an organisation do what its admins do in the portal (E17's neighbour, issue 12).

models.py     ApiToken, by its keyed digest
scopes.py     what a token can be allowed, a table: each scope stands for acts of accounts.users.roles
services.py   what admins do with one: make, revoke; ending all of somebody's
calling.py    from what a call shows to whose token it is, and whether it counts now; counted
allowed.py    the one gate: may this token do this, here and now?
events.py     what happens to tokens;  refusals.py  what cannot be;  undoing.py  how making one is taken back

A token never can more than whoever made it still can: both are asked at each call. It knows one organisation. What the
calls are is idp/rest/.
"""
