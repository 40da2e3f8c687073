"""The browser that waits for its phone: told the stage of its own request, and nothing else."""

from __future__ import annotations

from typing import Any

from accounts import clock
from accounts.secrets import digest_of
from accounts.signin import unfinished
from devices.approvals.services import request_of_browser
from devices.approvals.stage import FINAL, facts_of
from devices.live.scope import as_request
from devices.live.sockets import ENDED, REFUSED, Socket
from devices.news.announce import browser_group


class ApprovalSocket(Socket):
    """Follows the request of this browser's unfinished sign-in, a decoy's like any other (A18)."""

    async def connect(self) -> None:
        """Found from the session and the binding cookie, never from the address (T16)."""
        cookies = self.scope["cookies"]
        self.binding = digest_of(cookies.get(unfinished.BINDING_COOKIE.name, ""))
        # Joined before looking: a change between the two is told, not lost. What is told is looked at after this.
        await self.join(browser_group(self.binding))
        stage = await self.look(_stage_of_browser, cookies)
        if stage is None:
            await self.leave()
            await self.close(REFUSED)
            return
        await self.accept()
        await self.show(stage)

    async def request_changed(self, message: dict[str, Any]) -> None:
        """Something happened to the request: what, the database knows."""
        stage = await self.look(_stage, self.binding, told=message)
        if stage is None:
            await self.close(REFUSED)
            return
        await self.show(stage)

    async def show(self, stage: dict[str, Any]) -> None:
        await self.tell(stage)
        if stage["state"] in FINAL:
            await self.close(ENDED)


def _stage_of_browser(cookies: dict[str, str]) -> dict[str, Any] | None:
    """The stage of what this browser signs in to; None when it signs in to nothing."""
    sign_in = unfinished.load(as_request(cookies))
    return None if sign_in is None else _stage(sign_in.binding)


def _stage(binding: str) -> dict[str, Any] | None:
    asked = request_of_browser(binding)
    if asked is None:
        return None
    facts = facts_of(asked, now=clock.now())
    return {"state": facts["state"], "seconds_left": facts["seconds_left"]}
