"""As somebody from outside: over the network, to PUBLIC_URL, through whatever stands in front.

calling.py   where that is, and one call
reached.py   TLS, the plain address, another Host, a page and its files, what is away
headers.py   what browsers are told to keep to: headers, HSTS, cookies
sockets.py   a socket opens and stays open
caller.py    from where the server sees a caller come; its clock and its files
"""
