"""What bodies that name something may hold."""

from __future__ import annotations

from accounts.tenants.names import LONGEST_NAME
from devices.api.messages.fields import Strict, Text
from devices.signatures.jws.kinds import NOT_BLANK


class NameBody(Strict):
    """What the account's person calls this phone."""

    phone_name = Text(NOT_BLANK, max_length=LONGEST_NAME, trim_whitespace=False)
