"""Settings of an organisation that are no policy, each a page of its own below /portal/settings/.

urls.py      the addresses
page.py      which there are, and how each stands
webhooks/    the servers that are told what happens (accounts/hooks)
api_tokens/  by which scripts do what admins do (accounts/api_tokens)
"""
