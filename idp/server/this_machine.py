"""Whoever comes from another machine is refused where the demo was not asked for aloud, however it is served (T40)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from idp.checks.this_machine import is_this_machine
from idp.serving.bodies import refuse

# What a proxy or a tunnel on this machine says of whom it speaks for. Believed only where it shuts somebody out.
SPOKEN_FOR = frozenset({b"x-forwarded-for", b"x-real-ip", b"forwarded"})


class ThisMachineOnly(Refusal):
    code = "this_machine_only"
    public_text = _("This Handslag is being tried out, and answers its own machine alone.")
    status = 403


class OwnMachineOnly:
    """Hands on what this machine asks, and refuses everything else in one line."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Ask the next application, or refuse."""
        if all(is_this_machine(address) for address in _addresses(scope)):
            await self.application(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await refuse(ThisMachineOnly(f"asked by {scope.get('client')}"), scope, send)


def _addresses(scope: dict[str, Any]) -> Iterator[str]:
    """Who asks, and everybody they ask for; what cannot be read is nobody of ours."""
    yield (scope.get("client") or ("",))[0]
    for name, value in scope["headers"]:
        if name in SPOKEN_FOR:
            yield from (part.strip() for part in value.decode("latin-1").split(","))
