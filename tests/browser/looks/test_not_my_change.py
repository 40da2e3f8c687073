from __future__ import annotations

import re

from accounts.users.models import User
from devices.passkeys.models import Passkey
from tests.browser.looks.conftest import Looks
from tests.support.passkeys import passkey_of
from tests.support.people import allow
from tests.support.ready_phone import ready_phone

# What stands beside its name has room for a long word, such as "Säkerhetsinformation".
LONG_WORD_PX = 180
BROKEN = f"""[...document.querySelectorAll('.facts > dd')]
  .filter(one => one.clientWidth < {LONG_WORD_PX}).map(one => one.textContent)"""


def test_a_change_appears_on_the_open_phone_and_is_stopped_from_there(looks: Looks, ann: User) -> None:
    # D07, T19
    allow(ann.tenant, "passkey")
    phone = ready_phone(looks.phone, ann)

    passkey_of(ann, name="Somebody's key")

    phone.reads("A passkey was added to your account")
    phone.reads(re.compile("Somebody's key"))
    looks.at_phone("a notice")
    phone.presses("This wasn't me")
    phone.sees("Was this not you?")
    looks.at_phone("asked whether to stop it")
    assert looks.phone.page.evaluate(BROKEN) == []
    phone.presses("It wasn't me: stop this")
    phone.sees("It is stopped")
    looks.at_phone("stopped")
    assert not Passkey.objects.exists()
