"""DOMAINS: an organisation says that a domain is its own, and a record in the DNS proves it (E04).

models.py       DomainClaim: what is said to be one's own until it is proven; a Domain itself is of accounts/tenants
services.py     verbs: claim, look now, give up a claim, remove a domain that nobody uses
everybodys.py   what no organisation can have: suffixes under which anybody registers, providers of mail
looking_up.py   asking the DNS, within seconds and bounded
working.py      the worker's part: looks, and what follows from what was found
staying.py      personal accounts with addresses of the domain: they stay what they are
events.py       what the log says

Whoever only says that a domain is theirs holds it against nobody. A domain belongs to whom proved it first, and who
that is nobody is told. Once proven it stays: a record that is taken away locks nobody out.
"""
