from __future__ import annotations

from accounts.users.models import User
from devices.push.keys import services as push_keys
from tests.browser.looks.conftest import Looks
from tests.support.ready_phone import ready_phone

# The shell has decided for its person; here nobody has been asked yet.
NOT_ASKED = "Object.defineProperty(Notification, 'permission', { get: () => 'default' })"
NOBODYS = "00000000-0000-4000-8000-000000000000"


def test_notifications_on_the_phone(looks: Looks, ann: User) -> None:  # H07 B10
    push_keys.make()
    phone = ready_phone(looks.phone, ann)
    phone.follows("Settings")
    phone.follows("Notifications")
    looks.at_phone("refused")

    phone.page.add_init_script(NOT_ASKED)
    phone.opens()
    looks.at_phone("invited")
    phone.presses("Turn on notifications")
    phone.sees("Turn on notifications")
    looks.at_phone("explained")
    phone.page.goto("/authenticator/#settings/notifications")
    looks.at_phone("off")

    phone.page.goto(f"/authenticator/#request={NOBODYS}")
    phone.sees("This request has ended")
    looks.at_phone("a request that waits no more")
