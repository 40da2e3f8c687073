"""What applications sign themselves: assertions of who they are (RFC 7523), proofs that they hold a key (RFC 9449).

keys.py      their public keys, and which algorithm is by which (pure)
messages.py  a signed message, read strictly (pure)
once.py      the name of a message counts once
"""
