"""The signed messages themselves: compact JWS (RFC 7515), ES256, one table of kinds.

kinds.py        every message type: its header members, its claims, what each claim may hold
strict_json.py  JSON without the ambiguities of JSON
reading.py      the strict reader; the library that checks the signature stands behind it
writing.py      signs a message
renewals.py     a phone's new keys, signed by the old ones: no answer to anything

Knows what a well-formed message is, and nothing of what was asked: that is compared by the files above.
"""
