"""Organisations, isolated from each other, and the one personal tenant.

Owns: `Tenant`, `Domain`. Entry point: `resolve.tenant_of(username)`. Knows nobody else.
"""
