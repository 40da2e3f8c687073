"""Settings to copy, with the application's own values (G02)."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from idp.portal.applications.copying.frameworks import FRAMEWORKS, Framework
from idp.portal.applications.copying.page import text_for
from tests.support.pages import read
from tests.support.relying import RelyingParty, make_application
from tests.web.idp.portal.applications.conftest import at
from tests.web.idp.portal.conftest import Organisation

by_key = pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda one: one.key)


@by_key
def test_g02_each_page_has_the_applications_own_values(
    admin: Client, payroll: RelyingParty, framework: Framework
) -> None:
    page = read(admin.get(at(payroll.application, f"copy/{framework.key}/")))

    assert payroll.client_id in page.text
    assert "/t/nordljus" in page.text
    assert payroll.secret not in page.html
    assert "Tried" in page.text if framework.tried else "Not tried here" in page.text


@by_key
def test_where_the_secret_goes_is_said_only_where_one_goes_in(
    admin: Client, payroll: RelyingParty, framework: Framework
) -> None:
    page = read(admin.get(at(payroll.application, f"copy/{framework.key}/")))

    is_said = "Put the secret where it says so." in page.text
    assert is_said is (framework.key not in ("opkssh", "postgresql"))


def test_there_is_no_other_framework(admin: Client, payroll: RelyingParty) -> None:
    assert admin.get(at(payroll.application, "copy/cobol/")).status_code == 404


def test_each_row_has_its_template_and_each_template_its_row() -> None:
    folder = Path(settings.BASE_DIR) / "templates/idp/portal/applications/copying"

    assert sorted(path.stem for path in folder.glob("*.txt")) == sorted(one.key for one in FRAMEWORKS)


def test_what_is_said_to_be_tried_is_what_the_tests_use() -> None:
    root = Path(settings.BASE_DIR)
    of_node = json.loads((root / "tests/node/package.json").read_text())["dependencies"]
    of_python = (root / "tests/requirements.txt").read_text() + (root / "requirements.txt").read_text()
    told = [name.split(" ") for one in FRAMEWORKS if one.tried for name in one.tried.split(", ")]

    wrong = [
        (name, version)
        for name, version in told
        if of_node.get(name) != version and f"\n{name}=={version} " not in of_python
    ]
    # Debian's, which stands in no file of ours.
    assert wrong == [("mod_auth_openidc", "2.4.12")]


@pytest.mark.parametrize("key", ["django", "flask"])
def test_python_is_python(payroll: RelyingParty, key: str) -> None:
    [framework] = [one for one in FRAMEWORKS if one.key == key]

    assert ast.parse(text_for(framework, payroll.application)).body


def test_a_path_that_a_framework_has_is_looked_for(
    admin: Client, nordljus: Organisation, payroll: RelyingParty
) -> None:
    grafana = make_application(
        nordljus.tenant, name="Grafana", redirect_uris=["https://g.example/login/generic_oauth"]
    )

    lacks = read(admin.get(at(payroll.application, "copy/grafana/")))
    has = read(admin.get(at(grafana.application, "copy/grafana/")))

    assert "ends in /login/generic_oauth, and none of yours does." in lacks.text
    assert "none of yours does" not in has.text


def test_one_for_another_kind_says_so(admin: Client, nordljus: Organisation, payroll: RelyingParty) -> None:
    native = make_application(nordljus.tenant, kind="native", redirect_uris=["http://127.0.0.1/x"])

    assert (
        "a program on people's own machines" in read(admin.get(at(payroll.application, "copy/opkssh/"))).text
    )
    assert "of a kind that has none" in read(admin.get(at(native.application, "copy/django/"))).text
    assert re.search(r'client_secret="",', text_for(FRAMEWORKS[1], native.application))
