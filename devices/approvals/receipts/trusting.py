"""An organisation's public keys, as this server knows them."""

from __future__ import annotations

import re
import uuid

from devices.challenge_keys.services import all_keys, issuer_of
from devices.signatures.receipts.keys import TrustedKeys
from devices.signatures.receipts.reading import issuer_named

OF_TENANT = re.compile(r"/tenants/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z")


def keys_of(tenant_id: uuid.UUID, *, issuer: str = "") -> TrustedKeys:
    """All keys that this organisation has signed with, under the name it has now, or had."""
    return TrustedKeys(issuer or issuer_of(tenant_id), all_keys(tenant_id))


def keys_for(text: object) -> list[TrustedKeys]:
    """The keys of the organisation that this receipt says it is of; none where it is not of this server."""
    issuer = issuer_named(text)
    found = OF_TENANT.search(issuer)
    if found is None:
        return []
    # By its id: this server may have had another address when it asked.
    keys = keys_of(uuid.UUID(found.group(1)), issuer=issuer)
    return [keys] if keys.by_name else []
