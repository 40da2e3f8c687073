"""The record of what happened: append-only, one tag grammar, kept per tenant.

Owns: `AuditEvent`. Entry point: `log.record`. Rows can be added and read; the database refuses anything else.
"""
