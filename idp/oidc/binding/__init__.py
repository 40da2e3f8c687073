"""Tokens that are bound to a key (DPoP, RFC 9449): whoever has caught one can use it nowhere.

proofs.py  a proof that the caller holds a key, made for one call (no database but for its name, used once)
shown.py   the proof of a call to one of our addresses, and what is said where it is none
held.py    which key a code, and what renews it, is bound to
"""
