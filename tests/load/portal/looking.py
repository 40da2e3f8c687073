"""A process for one database: a line with a page's number comes in, a line with its cost goes out."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.test")

import django

django.setup()

from django.db import connection  # noqa: E402  Django is set up above
from django.db.models import Count  # noqa: E402  likewise
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402  likewise

from accounts.tenants.models import Tenant  # noqa: E402  likewise
from accounts.users.models import User  # noqa: E402  likewise
from devices.otp.services import apps_of  # noqa: E402  likewise
from tests.load.portal.pages import Page, pages_of  # noqa: E402  likewise
from tests.support.authenticators import authenticator_of  # noqa: E402  likewise
from tests.support.people import make_person, make_tenant  # noqa: E402  likewise
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in  # noqa: E402  likewise

if TYPE_CHECKING:
    from django.test import Client

OPERATORS = "bench-operators"


def main() -> None:
    """Say which pages there are, then answer until nobody asks any more."""
    setup_test_environment()
    # Kept, as a server's is: its process is asked what it has spent.
    connection.settings_dict["CONN_MAX_AGE"] = None
    with connection.cursor() as cursor:
        # What others compute for it would not be seen.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    tenant = Tenant.objects.annotate(many=Count("users")).order_by("-many")[0]
    browsers = {"admin": _browser_of(_admin_of(tenant)), "operator": _browser_of(_operator())}
    pages = list(pages_of(tenant))
    _answer([page.name for page in pages])
    for line in sys.stdin:
        page = pages[int(line)]
        _answer(_cost(browsers[page.who], page))


def _cost(browser: Client, page: Page) -> dict[str, Any]:
    """Opened once to count what it asks, and once to see what it costs this process and its database's."""
    with CaptureQueriesContext(connection) as asked:
        answer = _open(browser, page)
        queries = len(connection.queries_log) - asked.initial_queries
    began = _spent()
    _open(browser, page)
    return {"ms": _spent() - began, "queries": queries, "rows": answer.content.count(b"<tr")}


def _spent() -> float:
    """Milliseconds on a processor so far: whatever else the machine does meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    nanoseconds = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    return time.process_time() * 1000 + int(nanoseconds) / 1e6


def _open(browser: Client, page: Page) -> Any:
    answer = browser.post(page.address, dict(page.posted)) if page.posted else browser.get(page.address)
    if answer.status_code != 200:
        raise SystemExit(f"{page.name}: {page.address} answers {answer.status_code}")
    return answer


def _admin_of(tenant: Tenant) -> User:
    return User.objects.filter(tenant=tenant, role=User.Role.TENANT_ADMIN).order_by("created_at")[0]


def _operator() -> User:
    """Whoever looks after all of them; made once."""
    tenant = Tenant.objects.filter(slug=OPERATORS).first()
    if tenant is None:
        tenant = make_tenant(OPERATORS, methods=("password", "authenticator_code"))
    found = User.objects.filter(tenant=tenant).first()
    return found or make_person(tenant, "you", role=User.Role.OPERATOR)


def _browser_of(person: User) -> Client:
    app = apps_of(person).filter(phone_account=None).first() or authenticator_of(person)[1]
    return signed_in(person, PASSWORD_PROOF, CODE_PROOF, device=app)


def _answer(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
