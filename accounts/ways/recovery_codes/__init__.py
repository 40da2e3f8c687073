"""Recovery codes: ten to print and keep, each good once, as a second step when the phone is lost (D05, F05).

codes.py     pure: making one, showing it, reading what was typed
models.py    RecoveryCodes, a django-otp Device, and each RecoveryCode of it, kept as a keyed digest
services.py  making ten anew, using one up, removing
method.py    what it is, in the role of `accounts.methods.contract`
events.py    what is recorded, and told; refusals.py what it says no with
pages/       the page that asks for one; making them and removing them at Security info
"""
