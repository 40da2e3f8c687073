"""API tokens in the portal: by which scripts do what admins do (E24).

listed.py    all of an organisation's, and how each stands
making.py    making one, shown once;  form.py  what can be written of one
revoking.py  asks first, then revokes
"""
