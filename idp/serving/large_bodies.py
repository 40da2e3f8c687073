"""Bodies larger than forms: files that admins send from a page of the portal, and from nowhere else (T30).

Such a page is given a pass into the address that its file goes to. It is signed and says for whom it was made, so that
it is known before a database is asked whether anybody may send so much here: strangers cannot.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.signing import BadSignature
from django.utils.translation import gettext_lazy as _

from accounts.jobs.table import LARGEST_FILE
from accounts.refusals import Refusal
from accounts.sealing import seal, unseal
from accounts.users.models import User

PURPOSE = "large body"
PASS_SECONDS = 12 * 3600
DEADLINE_SECONDS = 180.0
# The file, and around it what else the form says.
LARGEST = LARGEST_FILE + 64 * 1024
ADDRESS = re.compile(
    r"/portal/(?:imports/[0-9a-f-]{36}/[a-z-]{1,32}|policy/[0-9a-f-]{36}/logos)/file/([\w:.-]{1,300})/"
)


class PageTooOld(Refusal):
    code = "page_too_old"
    public_text = _("This page was opened too long ago to send a file from it. Open it again, then send it.")
    status = 409


def pass_for(user: User) -> str:
    """What the page puts into the address that its file is sent to."""
    return seal(str(user.pk), purpose=PURPOSE)


def is_pass_of(user: User, written: str) -> bool:
    return _whose(written) == str(user.pk)


def is_expected(scope: dict[str, Any]) -> bool:
    """May a large body come here? Raises PageTooOld where one might have, without a pass, or with an old one."""
    address = ADDRESS.fullmatch(scope["path"]) if scope["method"] == "POST" else None
    if address is None:
        return False
    if _whose(address[1]) is None:
        raise PageTooOld("no pass, or an old one")
    return True


def _whose(written: str) -> str | None:
    try:
        whose: str = unseal(written, purpose=PURPOSE, life_seconds=PASS_SECONDS)
    except BadSignature:
        return None
    return whose
