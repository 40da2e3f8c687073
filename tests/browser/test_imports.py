"""People by a file, as an admin sends it: what it would do is read, then it is done and the page says so (E04)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.jobs.models import Job
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.browser import NewWindow
from tests.support.entering import enters_by_phone
from tests.support.imports import carried
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow
from tests.support.people import make_person
from tests.support.texts import swedish

NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "sv-SE"}
FILE = "username;name\neva@nordljus.example;Eva Ek\nbo@elsewhere.example;Bo\n"


@pytest.fixture(params=[{}, NARROW], ids=["wide", "narrow, in Swedish"])
def admin(request: pytest.FixtureRequest, new_window: NewWindow, nordljus: Tenant) -> BrowserWindow:
    window = BrowserWindow(new_window(**request.param), words=swedish("django") if request.param else str)
    enters_by_phone(window, make_person(nordljus, "admin", role=User.Role.TENANT_ADMIN))
    return window


def test_a_file_is_sent_read_and_imported(admin: BrowserWindow) -> None:  # E04
    seen = Inspection()
    admin.page.goto("/portal/users/")
    admin.follows("Import people")
    seen.look(admin, "the page")
    sent = {"name": "new people.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    admin.page.locator("input[type=file]").set_input_files(sent)  # type: ignore[arg-type]  # its own kind of dict

    admin.presses("Look through the file")
    admin.sees("Looking through the file")
    seen.look(admin, "on its way")
    job = carried(Job.objects.get())
    # The page comes to the rest by itself.
    admin.reads("will be added")
    admin.reads(re.compile("bo@elsewhere.example"))
    seen.look(admin, "looked through")
    admin.page.locator("button[name=confirmed]").click()
    admin.sees("Carrying it out")
    carried(job)
    admin.sees("Imported")
    seen.look(admin, "done")

    assert User.objects.get(username="eva@nordljus.example").display_name == "Eva Ek"
    assert seen.found == []
