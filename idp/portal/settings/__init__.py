"""Settings of an organisation that are no policy, each a page of its own below /portal/settings/.

urls.py      the addresses
page.py      which there are, and how each stands
domains/     the domains, proven by a record in the DNS (accounts/domains)
webhooks/    the servers that are told what happens (accounts/hooks)
api_tokens/  by which scripts do what admins do (accounts/api_tokens)
shown_once.py  where Back leads from a page that shows a secret once
"""
