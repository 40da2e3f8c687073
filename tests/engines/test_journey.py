"""What people do most works in Firefox and in WebKit too; Chromium has all other journeys (tests/browser)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import polib
import pytest
from django.conf import settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.people import PASSWORD, make_tenant
from tests.support.server import Server

JOURNEY = Path(__file__).parent.parent / "node" / "engines" / "journey.mjs"
PATIENCE_SECONDS = 300


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(
        methods=("password", "phone", "authenticator_code"), number_known="choose", number_new="type"
    )


def words_of(language: str) -> str:
    """What is called how in this language, by its English, as JSON."""
    folder = settings.BASE_DIR / "locale" / language / "LC_MESSAGES"
    files = [polib.pofile(str(file)) for file in folder.glob("*.po")]
    return json.dumps({entry.msgid: entry.msgstr for file in files for entry in file if entry.msgstr})


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS + 60)
@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_somebody_adds_phones_chooses_types_and_denies_and_sees_a_code(
    server: Server, ann: User, engine: str, language: str
) -> None:  # A01 A04 A05 A07 B02 B04 B06 C06 D09
    screen = ["xvfb-run", "--auto-servernum"] if engine == "webkit" else []
    command = [*screen, "node", str(JOURNEY), engine, server.url, ann.username, PASSWORD, language]

    done = subprocess.run(
        command,
        input=words_of(language),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "every step was done" in done.stdout
