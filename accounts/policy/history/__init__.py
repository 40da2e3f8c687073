"""What a tenant's policy was: each change leaves it whole, with who made it and when.

models.py   KeptPolicy, the rows; keep adds one, and lets the oldest go
reading.py  from such a row back to a policy as it can be now, and what of it is gone

`accounts.policy.changing.change` writes here and nobody else: rows never change.
"""
