"""CIBA: an application asks somebody's phone, and no browser is beside it (OpenID Connect CIBA Core 1.0; 0116, 0117).

On top of the requests that phones answer (devices/approvals), which know nothing of it.

reading.py   what an application asks, read strictly (pure);  details.py  authorization_details, a table (pure)
errors.py    what it is told that asks for what cannot be, or too soon
whom.py      whom it means, and whether their phone's word would be enough: one answer to all that fails
asking.py    asking: the request to the phones, and the row by which the application finds it again
models.py    that row
redeeming.py what became of it; used once, for a grant
grant.py     that at the token endpoint;  endpoint.py  the address where it is asked;  metadata.py  what discovery says
codes/       a person's own code, against being asked by whoever knows their name
pinging/     telling an application that it may ask now
kinds.py     the kind of request that phones know it as
"""
