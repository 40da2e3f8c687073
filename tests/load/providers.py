"""The two providers of the applications' part: ours with its people signed in, and the control."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from accounts.tenants.models import Tenant
from devices.phones.models import Phone
from devices.phones.native import CAPABILITIES
from idp.oidc.applications import services
from idp.oidc.applications.settings.table import Wanted
from tests.load.applications import CALLBACK, Member, Provider, authorization
from tests.load.browser import Browser
from tests.load.phone import Network, approve, connect_phone
from tests.load.server import PATIENCE_SECONDS, ROOT, Process, ServerProcess
from tests.load.walk import Walk
from tests.load.world import Person, address_of

AT_ONCE = 8
CONTROL = ROOT / "tests" / "node" / "conformance" / "control.mjs"
NAME = "control@bench.example"
LISTENS = re.compile(r"^http://localhost:([0-9]+)$", re.MULTILINE)


class _NoMeter:
    def start(self) -> None:
        """Nothing is measured while people sign in."""

    def stop(self, step: str) -> None:
        """Likewise."""


def our_application() -> services.Added:
    """An application of the bench's organisation that may do everything that is driven."""
    wanted = Wanted(
        name="Payroll",
        kind="web",
        redirect_uris=[CALLBACK],
        is_for_everybody=True,
        may_stay=True,
        delivery="poll",
    )
    return services.add(Tenant.objects.get(slug="bench"), wanted, actor=None)


def ours(server: ServerProcess, people: list[Person]) -> tuple[Provider, list[Member]]:
    """Ours, and some people who have signed in by phone and are asked on it."""
    added = our_application()
    Phone.objects.update(capabilities=sorted(CAPABILITIES))
    provider = Provider(
        name="Handslag",
        process=server,
        port=server.port,
        client_id=added.application.client_id,
        secret=added.secret,
        authorize="/t/bench/authorize",
        token="/t/bench/token",
        ask="/t/bench/bc-authorize",
    )
    return provider, [_member(person, port=server.port) for person in people[:AT_ONCE]]


def _member(person: Person, *, port: int) -> Member:
    walk = Walk(person, meter=_NoMeter())
    walk.run()
    network = connect_phone(person.phone, port=port)
    return Member(
        username=person.username,
        address=person.address,
        cookies={name: morsel.value for name, morsel in walk.client.cookies.items()},
        approves=lambda: _approve(person, network),
    )


def _approve(person: Person, network: Network) -> None:
    approve(person.phone, network, number="")


class ControlProcess(Process):
    """The control in a process of its own, once it listens."""

    def __init__(self, *, log: Path) -> None:
        self.port = 0
        super().__init__(log=log)

    def _program(self) -> list[str]:
        application = {"clientId": "payroll", "secret": "of-payroll", "auth": "client_secret_basic"}
        told = {
            "callback": CALLBACK,
            "after": CALLBACK,
            "username": NAME,
            "applications": {"payroll": application},
        }
        return ["node", str(CONTROL), json.dumps(told)]

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            listens = LISTENS.search(self.log.read_text())
            if listens is not None:
                self.port = int(listens[1])
                return
            time.sleep(0.1)
        raise RuntimeError(f"the control did not start:\n{self.log.read_text()}")


async def control(process: ControlProcess) -> tuple[Provider, list[Member]]:
    """The control, and as many people who are signed in there."""
    provider = Provider(
        name="oidc-provider",
        process=process,
        port=process.port,
        client_id="payroll",
        secret="of-payroll",
        authorize="/auth",
        token="/token",
        ask="/backchannel",
    )
    return provider, [await _signed_in(provider, number) for number in range(AT_ONCE)]


async def _signed_in(provider: Provider, number: int) -> Member:
    """Somebody writes a name, and says that the application may know it."""
    browser = Browser(port=provider.port, address=address_of(number), cookies={})
    asked, _verifier = authorization(provider)
    answer = await browser.get(f"{provider.authorize}?{urlencode(asked)}", expected=303)
    for fields in ({"prompt": "login", "login": NAME, "password": "any"}, {"prompt": "consent"}):
        page = urlsplit(answer.header("location")).path
        shown = await browser.get(page)
        sent = await browser.post(page, page=shown, expected=303, **fields)
        answer = await browser.get(urlsplit(sent.header("location")).path, expected=303)
    await browser.connection.close()
    return Member(username=NAME, address=browser.address, cookies=browser.cookies)
