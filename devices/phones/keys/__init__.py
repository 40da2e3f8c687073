"""The keys of a phone: what opens an account, and how keys are replaced.

unlocking.py  a proof that the person opened an account's lock
renewing.py   device key and PIN key replaced, signed by the old ones
"""
