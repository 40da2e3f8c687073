"""Taking back a change that a person is told of, by the link that its letter or notice brings: D07, T19.

registry.py  how a change is taken back, or why it cannot be: said by whoever owns the change
links.py     a link for what one letter, or one notice, tells of: made, found, and marked as used
models.py    the links, by their digests
events.py    that a change was taken back, in the audit log

Knows no change by its name. What a link does is `accounts.security_info.undoing`, where the page is.
"""
