"""People who leave an organisation: deleted, restored within thirty days, and what is left of them after that.

models.py    FormerPerson: what somebody who is gone was called; may be emptied without touching the log
services.py  leaving, coming back, and going for good
naming.py    what the logs show of somebody who is gone: `called`, and of several `all_called`
events.py    what is recorded, and told

A deleted person stands in their own row, with `goes_at`, until that time has come; nobody is given their name
meanwhile. What else ends for good when somebody leaves is in accounts/users/endings.py.
"""

from accounts.users.leaving.naming import all_called, called

__all__ = ["all_called", "called"]
