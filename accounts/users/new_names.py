"""What a new username must keep to, so that nobody is taken for somebody else."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext

from accounts.refusals import Refusal
from accounts.secrets import digest_of
from accounts.tenants.look_alikes import is_drawn_like, likeness, stranger_in
from accounts.tenants.models import Tenant
from accounts.users.models import FormerAddress, User

# A name that its person gave up is nobody else's for so long: they may take it back.
KEPT_FOR_ITS_PERSON = timedelta(days=14)


class MixedAlphabets(Refusal):
    """A letter of another alphabet hides among the rest."""

    code = "mixed_alphabets"

    def __init__(self, username: str, *, letter: str) -> None:
        super().__init__(username)
        self.public_text = gettext(
            "A username keeps to one alphabet, but in %(name)s the letter %(letter)s is of another, so it could be "
            "taken for somebody else's."
        ) % {"name": username, "letter": letter}


class LooksTaken(Refusal):
    """Somebody has a username that is drawn alike."""

    code = "looks_taken"
    status = 409

    def __init__(self, username: str, *, taken: str) -> None:
        super().__init__(username)
        self.public_text = gettext("This looks the same as %(name)s, which is taken. Choose another.") % {
            "name": taken
        }


def refuse_deceptive(username: str, *, tenant: Tenant, whose: User | None = None) -> None:
    """Refuse a new canonical username that could be taken for that of somebody else in the organisation (UTS 39).

    `whose` is the person who is to have it, where there is one already.
    """
    refuse_mixed(username)
    likeness_digest = digest_of(likeness(username))
    alike = User.objects.filter(tenant=tenant, likeness_digest=likeness_digest)
    refuse_drawn_like(username, _of_others(alike.values_list("username", "pk"), whose))
    # Asked after those in use: one that is given up at this moment is found in one of the two.
    given_up = FormerAddress.objects.filter(
        user__tenant=tenant, likeness_digest=likeness_digest, replaced_at__gt=Now() - KEPT_FOR_ITS_PERSON
    )
    kept = _of_others(given_up.values_list("username", "user_id"), whose)
    if username in kept:
        raise LooksTaken(username, taken=username)
    refuse_drawn_like(username, kept)


def _of_others(names: Iterable[tuple[str, UUID]], whose: User | None) -> list[str]:
    return [name for name, user_id in names if whose is None or user_id != whose.pk]


def refuse_mixed(username: str) -> None:
    """Refuse a username of several alphabets; each label of its domain is looked at by itself."""
    local, _at, domain = username.rpartition("@")
    for word in (local, *domain.split(".")):
        if letter := stranger_in(word):
            raise MixedAlphabets(username, letter=letter)


def refuse_drawn_like(username: str, others: Iterable[str]) -> None:
    for taken in others:
        if is_drawn_like(username, taken):
            raise LooksTaken(username, taken=taken)
