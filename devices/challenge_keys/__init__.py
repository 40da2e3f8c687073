"""The keys a tenant signs its challenges with: ES256, newest signs, two stay published, encrypted at rest.

Entry points: `services.signing_key`, `services.published_keys`, `services.rotate`.
"""
