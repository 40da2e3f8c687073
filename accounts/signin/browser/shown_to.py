"""To whom a page was shown: the value that every form of ours carries against forgery also says for whom it was made.

In a browser with several accounts a form that Ann was shown must do nothing as Bo (A23). The value changes when another
account comes to hand, so an old form does nothing by itself; what it says here tells whether it is still its person's.
It is only ever used to say less: whoever made one up would be told that nothing was done.
"""

from __future__ import annotations

import string

from django.http import HttpRequest
from django.middleware.csrf import CSRF_SECRET_LENGTH, CSRF_TOKEN_LENGTH
from django.utils.crypto import get_random_string

from accounts.secrets import is_one_of, salted_digests
from accounts.users.models import User

# Django takes letters and digits. What is left for chance are 22 of them, 131 bits.
FIRST = "00"
MARK_LENGTH = 8
LETTERS = string.ascii_letters + string.digits


def mark_pages(request: HttpRequest, user: User) -> None:
    """From now on pages of this browser say that they were shown to this person; older ones count no more."""
    chance = CSRF_SECRET_LENGTH - len(FIRST) - MARK_LENGTH
    request.META["CSRF_COOKIE"] = FIRST + _marks(user)[0] + get_random_string(chance, LETTERS)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True


def was_shown_to_another(request: HttpRequest, user: User) -> bool:
    """Was this form shown to somebody else, as far as it tells?"""
    secret = _secret_of(request.POST.get("csrfmiddlewaretoken", ""))
    if not secret.startswith(FIRST):
        return False
    return not is_one_of(secret[len(FIRST) :][:MARK_LENGTH], _marks(user))


def _marks(user: User) -> list[str]:
    made = salted_digests("accounts.signin.shown_to", str(user.pk))
    return [digest[:MARK_LENGTH] for digest in made]


def _secret_of(token: str) -> str:
    """The secret behind what a form carries: half of that is a mask, another with each page (as Django makes them)."""
    if len(token) != CSRF_TOKEN_LENGTH or not all(letter in LETTERS for letter in token):
        return ""
    mask, masked = token[:CSRF_SECRET_LENGTH], token[CSRF_SECRET_LENGTH:]
    pairs = zip((LETTERS.index(x) for x in masked), (LETTERS.index(x) for x in mask), strict=True)
    return "".join(LETTERS[hidden - by] for hidden, by in pairs)
