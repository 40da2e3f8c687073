"""The record of what happened: append-only, one tag grammar, kept per tenant.

Owns: `AuditEvent`. Entry point: `log.record`. Rows can be added and read; the database refuses anything else.
What can happen is declared by whoever records it: `events` (tag, sentence, whether the person is told) and, in words,
the details that come with it: `details`. Nothing here knows which there are, nor how people are told: `followers`.
"""
