"""What is asked of somebody who has forgotten their password, and when a new one is owed (F06, T22)."""

from __future__ import annotations

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.audit.models import AuditEvent
from accounts.methods.contract import Recovery
from accounts.policy.facts import method_rules, need_of, settings_of
from accounts.policy.need import Need
from accounts.signin.owed import Obligation
from accounts.signin.reach import strongest_of
from accounts.signin.unfinished import SignIn
from accounts.undoing.events import TAKEN_BACK
from accounts.undoing.links import LIFE
from accounts.users.models import User
from accounts.users.roles import rights_of
from accounts.ways.password.events import PASSWORD_CHANGED
from accounts.ways.password.settings import KEY, PasswordSettings

OWED = "new_password"
PASSWORDS = f"{PASSWORD_CHANGED.kind}:"


def need_to_recover(user: User) -> Need:
    """Two other ways, of two kinds; one alone only where policy says so and a sign-in asks for no more than that.

    One, such as mail, would be worth more than it proves where a password is one step of two (SP 800-63B-4 4.2.2).
    Their factors are not counted: a code by mail is of none. And never one for a week after a letter took back more
    than a password: whoever reads the letters took away what guarded the account, and shows something else too (T22).
    """
    settings = settings_of(method_rules(user.tenant), KEY, PasswordSettings)
    if settings.recover_by == 1 and not _is_guarded_by_two(user) and not _letters_took_more(user):
        return Need(factors=0, methods=1)
    return Need(factors=0, methods=2)


def _is_guarded_by_two(user: User) -> bool:
    asked = need_of(user)
    return asked is None or asked.factors > 1 or bool(rights_of(user).acts) or strongest_of(user).factors > 1


def _letters_took_more(user: User) -> bool:
    lately = AuditEvent.objects.filter(subject=user, tag=TAKEN_BACK.tag, at__gt=Now() - LIFE)
    taken = {tag for details in lately.values_list("details", flat=True) for tag in details["changes"]}
    return any(not tag.startswith(PASSWORDS) for tag in taken)


def _is_owed(user: User, sign_in: SignIn) -> bool:
    """After a temporary password, and after no other way."""
    return user.password_is_temporary and any(proof.key == KEY for proof in sign_in.passed)


RECOVERY = Recovery(need=need_to_recover, owes=OWED, asks=_("Show that it is you, to choose a new password."))
OBLIGATION = Obligation(
    key=OWED,
    page="password:new",
    rank=10,
    is_owed=_is_owed,
    asks=_("They choose a password of their own in the place of the temporary one."),
)
