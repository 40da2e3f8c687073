"""Two organisations, and a script of each that may do everything."""

from __future__ import annotations

import pytest

from tests.support.scripts import Script, make_script
from tests.web.idp.portal.conftest import Organisation, make_many, make_organisation


@pytest.fixture
def nordljus(db: None) -> Organisation:
    return make_organisation("nordljus")


@pytest.fixture
def fjordbank(db: None) -> Organisation:
    """Somebody else's."""
    return make_organisation("fjordbank")


@pytest.fixture
def many(nordljus: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    make_many(nordljus.tenant, monkeypatch)


@pytest.fixture
def script(nordljus: Organisation) -> Script:
    return make_script(nordljus.tenant, nordljus.admin)
