"""A phone on which somebody was added some time ago, for journeys that are about something else.

The account is made by the product's own verbs, with real keys; then the keys are put where the app keeps them. It takes
a fifth of the time of adding it in the app, ``PhoneWindow.adds``, which the journeys about adding do.
"""

from __future__ import annotations

import re

from django.contrib.staticfiles.storage import staticfiles_storage

from accounts.users.models import User
from devices.simulator.authenticator import PlatformCredential
from devices.simulator.unlocking import UnlockMode
from tests.support.journeys import PhoneWindow
from tests.support.phones import phone_of

# A page of the same origin that does not start the app.
BESIDE_THE_APP = "/health/live"
KEEP = """async ({ store, privateJwk, jwk, thumbprint, token }) => {
  const { openStore } = await import(store);
  const algorithm = { name: "ECDSA", namedCurve: jwk.crv };
  const privateKey = await crypto.subtle.importKey("jwk", privateJwk, algorithm, false, ["sign"]);
  const kept = await openStore();
  await kept.put("deviceKey", { privateKey, jwk, thumbprint });
  await kept.put("token", token);
}"""


def ready_phone(
    phone: PhoneWindow, user: User, *also: User, has_lock: bool = True, enable: bool = True
) -> PhoneWindow:
    """Give this new phone the user's account, opened by the phone's own lock if it has one; end at the accounts.

    ``also`` are people whose accounts are on it as well, for notifications only.
    """
    unlock: UnlockMode | None = "platform" if has_lock else None
    added = phone_of(user, unlock=unlock, enable=enable, label="Chrome (Android)")
    for one in also:
        added.add(one, unlock=unlock, enable=False)
    phone.page.goto(BESIDE_THE_APP)
    for account in added.accounts.values():
        if isinstance(account.unlock, PlatformCredential):
            phone.gets_lock().keeps(account.unlock)
    phone.page.evaluate(
        KEEP,
        {
            "store": staticfiles_storage.url("authenticator/secrets/store.js"),
            "privateJwk": added.key.private_jwk(),
            "jwk": added.key.public_jwk,
            "thumbprint": added.key.thumbprint,
            "token": added.calls.token,
        },
    )
    phone.opens()
    phone.reads(re.compile(re.escape(str(user.username))))
    return phone
