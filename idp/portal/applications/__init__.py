"""Applications in the portal: what people sign in to by OpenID Connect (G02, decision 0120).

listed.py    all of an organisation's, with what somebody should look at
hosts.py     hosts whose documents are believed
adding.py    adding one: what it is, where its answers go, who may use it; its secret is shown once
one.py       one of them: its parts, its secrets, who signed in lately
parts/       the table of its parts: a row is what the page shows and the form that changes it
secrets.py   another secret, the one before ends now
removing.py  asks by name, then removes
trying/      *Try it*: a real sign-in, with what the application would be told, in words
copying/     settings to copy, for each framework
ending.py    secrets that end soon, for the portal's home
found.py     the gate to one, and how it stands;  urls.py  the addresses
"""
