"""Which passkeys are taken of somebody, and why one is not, in words that name what is (E21)."""

from __future__ import annotations

from itertools import islice

from django.utils.translation import gettext as _

from accounts.users.models import User
from devices.passkeys.models import model_named
from devices.passkeys.profiles.kinds import MODEL, SYNCED, UNATTESTED, Kinds, Taken
from devices.passkeys.settings import taken_of

# Of a longer list the others are with whoever looks after them.
MOST_NAMED = 5


def taken_here(user: User) -> list[str]:
    """Return sentences that say which passkeys are taken, before one is made; none where all are."""
    taken = taken_of(user)
    if taken.takes_every:
        return []
    told = []
    for profile, kinds in taken.kinds:
        said = " ".join(_said(kinds, user))
        told.append(f"{profile}: {said}" if profile else said)
    return told


def _said(kinds: Kinds, user: User) -> list[str]:
    organisation, told = user.tenant.name, []
    if not kinds.allow_synced:
        text = _("%(organisation)s takes only passkeys that stay in one place, as on a security key.")
        told.append(text % {"organisation": organisation})
    if kinds.listed:
        text = _("%(organisation)s takes these: %(models)s.")
        told.append(text % {"organisation": organisation, "models": ", ".join(kinds.named[:MOST_NAMED])})
    if kinds.attested:
        text = _("%(organisation)s takes only passkeys for which their maker vouches.")
        told.append(text % {"organisation": organisation})
    return told


def unwanted_text(user: User, why: str, *, aaguid: str) -> str:
    """Say why a passkey like this was not added, and whom to ask."""
    return " ".join(
        [unwanted_now(user, why, aaguid=aaguid), _("So it was not added."), *_instead(taken_of(user))]
    )


def unwanted_now(user: User, why: str, *, aaguid: str) -> str:
    """Say why a passkey like this is not taken, and whom to ask."""
    said = {
        SYNCED: _(
            "%(organisation)s takes no passkey that is copied to other machines, as %(model)s does. Ask %(helpers)s "
            "which they take."
        ),
        MODEL: _("%(organisation)s does not take %(model)s. Ask %(helpers)s which they take."),
        UNATTESTED: _(
            "%(organisation)s takes only passkeys for which their maker vouches, and nothing vouched for %(model)s "
            "when this one was made. Ask %(helpers)s which they take."
        ),
    }[why]
    return said % {
        "organisation": user.tenant.name,
        "model": model_named(aaguid) or _("a passkey that does not say what keeps it"),
        "helpers": user.tenant.helpers,
    }


def _instead(taken: Taken) -> list[str]:
    models = list(islice(taken.models(), MOST_NAMED))
    return [_("They take: %(models)s.") % {"models": ", ".join(models)}] if models else []
