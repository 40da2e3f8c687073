"""*Something is wrong with my account*: everything is stopped but what the person has in hand, and walked back (D10).

services.py    secure, the verb; bring_back, and stop_again, which takes that back
in_flight.py   what is on its way to becoming a way in, ended with it: packages above register theirs
in_hand.py     what the person has in hand by what they have just proven
events.py      what happened, and the alert, in words
shown.py       what was done and what can be brought back, as pages list it
reregistering.py  an admin has somebody register anew
recovering.py  signed out: what is asked of whoever only wants to stop everything
pages/         signed in and signed out, and bringing one thing back

Knows no method by its name: each brings how it is stopped (`Stopping` of accounts.methods.contract).
"""

from accounts.security_info.securing.services import Secured, secure

__all__ = ["Secured", "secure"]
