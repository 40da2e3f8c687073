"""The keys by which an organisation's tokens are signed: ES256, and RS256 where an application asks for it.

timing.py    which of them signs, and which are published (pure)
services.py  made at first need, rotated by `manage.py oidc_keys`, encrypted at rest
"""
