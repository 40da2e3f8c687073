"""The doctor: looks at a running installation and says of each thing how it is, and what helps (`manage.py doctor`).

found.py     what a check is, and what it may say
every.py     the list of them: whoever adds one adds a line there
looking.py   runs them beside each other, each within its time; what breaks or hangs is said too
telling.py   a table for people, JSON for programs
outside/     as somebody would who comes by PUBLIC_URL: through the proxy, with TLS, pages, sockets
inside/      what only the installation itself can reach: its stores, worker, mail server, keys, machine
asked.py     what a server tells the doctor alone, and the pass by which it knows it (`/health/asker`, `/live/asker/`)

It changes nothing, sends no letter and wakes no phone, and tells no secret. Nothing else imports it but
`idp/urls.py` and `idp/serving/origin.py`, for the two addresses.
"""
