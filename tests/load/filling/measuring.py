"""``python -m tests.support.services python -m tests.load.filling.measuring 1000000``: what long logs cost pages."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.test")

import django

django.setup()

from django.core.management import call_command  # noqa: E402  as above
from django.test import Client  # noqa: E402

from accounts.audit.chain.sealing import seal_next  # noqa: E402
from accounts.audit.chain.verifying import verify_chain  # noqa: E402
from accounts.audit.settled import last_settled  # noqa: E402
from accounts.users.models import User  # noqa: E402
from tests.load.filling.rows import fill  # noqa: E402
from tests.support.authenticators import authenticator_of  # noqa: E402
from tests.support.people import make_person, make_tenant  # noqa: E402
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in  # noqa: E402

SHORT = 1000
TIMES = 7
PAGES = {
    "sign-ins": "sign-ins/{tenant}/",
    "of a person": "sign-ins/{tenant}/?q=p7@bench.example",
    "denied": "sign-ins/{tenant}/?result=denied",
    "by a pass": "sign-ins/{tenant}/?method=access_pass",
    "from France": "sign-ins/{tenant}/?place=FR",
    "denied from France": "sign-ins/{tenant}/?result=denied&place=FR",
    "new browsers": "sign-ins/{tenant}/?new=yes",
    "how many are new": "sign-ins/{tenant}/new/?after=0&result=denied",
    "export, its page": "sign-ins/{tenant}/export/",
    "audit": "audit/",
    "audit of a person": "audit/?q=p7@bench.example",
    "audit by a person": "audit/?by=p7@bench.example",
    "audit until 30 days ago": "audit/?until={month_ago}",
    "audit of a kind": "audit/?kind=user:password",
}


def main() -> None:
    """Fills, and measures before and after."""
    tries = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    tenant = make_tenant("bench", methods=("password", "authenticator_code"))
    admin = make_person(tenant, "admin", role=User.Role.TENANT_ADMIN)
    people = [make_person(tenant, f"p{number}").pk for number in range(200)]
    client = signed_in(admin, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(admin)[1])
    month_ago = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() - 30 * 86400))
    pages = {
        name: "/portal/" + page.format(tenant=tenant.pk, month_ago=month_ago) for name, page in PAGES.items()
    }
    fill(tenant.pk, people, tries=SHORT)
    _seal()
    short = {name: _cost(client, page) for name, page in pages.items()}
    _say(f"filling: {_seconds(lambda: fill(tenant.pk, people, tries=tries)):.1f} s")
    _say(f"sealing: {_seconds(_seal):.1f} s")
    for name, page in pages.items():
        long = _cost(client, page)
        _say(f"{name:26} {short[name]:7.1f} ms {long:7.1f} ms  x {long / short[name]:.2f}")
    _say(f"verify_audit, the chain: {_seconds(verify_chain):.1f} s")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _seal() -> None:
    upto = last_settled()
    while seal_next(upto=upto):
        pass


def _cost(client: Client, page: str) -> float:
    """The median of some, in milliseconds."""
    return statistics.median(_times(client, page)) * 1000


def _times(client: Client, page: str) -> Iterator[float]:
    for _ in range(TIMES):
        started = time.perf_counter()
        answer = client.get(page)
        assert answer.status_code == 200, (page, answer.status_code)
        yield time.perf_counter() - started


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
