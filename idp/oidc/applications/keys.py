"""The public keys of an application, by which it shows who it is (private_key_jwt): given, looked at, kept.

They are given as a JWK set (RFC 7517). An address to fetch them from is none of ours: whoever changes keys gives the
new set, with the old key in it for as long as one of their servers still signs by that.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.users.models import User
from devices.signatures.errors import MessageMalformed
from devices.signatures.jws.strict_json import read_object
from idp.oidc.applications import events
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.signed.keys import NotAKey, PublicKey, read_key

MOST_KEYS = 8
LONGEST_SET = 32 * 1024


def read_set(text: str) -> list[dict[str, Any]]:
    """Return the keys of a JWK set as they are kept: what makes each that key. Raises CannotBeApplication."""
    if len(text) > LONGEST_SET:
        raise CannotBeApplication(_("This set of keys is too large."))
    try:
        listed = read_object(text.encode()).get("keys")
    except (MessageMalformed, UnicodeEncodeError) as wrong:
        raise CannotBeApplication(_("This is no JWK set.")) from wrong
    if not isinstance(listed, list) or not listed:
        raise CannotBeApplication(_("This is no JWK set."))
    if len(listed) > MOST_KEYS:
        raise CannotBeApplication(_("At most %(count)d keys.") % {"count": MOST_KEYS})
    try:
        keys = [read_key(one) for one in listed]
    except NotAKey as wrong:
        text_ = _("A key cannot be used: %(reason)s. Give public keys for ES256, PS256, RS256 or EdDSA.")
        raise CannotBeApplication(text_ % {"reason": wrong.reason}) from wrong
    if len({key.thumbprint for key in keys}) < len(keys) or _are_mixed_up(keys):
        raise CannotBeApplication(_("Two keys are the same, or are called the same."))
    return [_kept(key) for key in keys]


@transaction.atomic
def give_keys(application: Application, keys: list[dict[str, Any]], *, actor: User | None) -> None:
    """Have it show who it is by these keys from now on, and by nothing else: a secret of it counts no more."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if locked.is_public:
        raise CannotBeApplication(_("This application can keep no key: whoever has it could read it."))
    locked.public_keys = keys
    locked.save(update_fields=["public_keys"])
    locked.secrets.all().delete()
    application.public_keys = keys
    record(
        events.KEYS_CHANGED,
        tenant=locked.tenant,
        actor=actor,
        application=locked.name,
        kids=[key.get("kid", "") or read_key(key).thumbprint for key in keys],
    )


def keys_of(application: Application) -> list[PublicKey]:
    """The keys it shows who it is by; none where it has a secret, or nothing."""
    return [read_key(one) for one in application.public_keys]


def _are_mixed_up(keys: list[PublicKey]) -> bool:
    names = [key.kid for key in keys if key.kid]
    return len(set(names)) < len(names)


def _kept(key: PublicKey) -> dict[str, Any]:
    is_for_one = key.jwk["kty"] == "RSA" and len(key.algorithms) == 1
    algorithm = {"alg": key.algorithms[0]} if is_for_one else {}
    return {**key.jwk, **({"kid": key.kid} if key.kid else {}), **algorithm}
