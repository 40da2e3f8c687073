"""What is noted in the database until its time is over.

services.py  writing something once, or anew; reading it; leases; what of it is past
cache.py     the same as Django's cache
models.py    the table

Leases stand here always. What else must not be forgotten stands here where PostgreSQL alone holds what processes share
(decision 0133): it is asked for through ``caches["ledger"]``, as where Redis or memory holds it.
"""
