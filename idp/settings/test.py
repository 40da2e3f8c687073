"""For the tests: quick, apart from everything else on the machine, the rest as in production."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from idp.settings.base import *  # noqa: F403  a settings module is its base plus what differs
from idp.settings.base import BASE_DIR, DATABASES, REDIS_URL, TEMPLATES
from idp.settings.mail import mail
from idp.settings.storage import caches

SECRET_KEY = "a-key-for-tests-only"  # noqa: S105  the tests' own
PUBLIC_URL = "http://localhost:8000"
ALLOWED_HOSTS = ["localhost", "testserver"]
DESKTOP_PHONES = True
# A test that needs one starts it.
EMBEDDED_WORKER = False
# What a test's own push service says decides whether phones are woken (tests/support/push_service.py).
PUSH_CONTACT = "mailto:handslag@example.org"
# Letters land in django.core.mail.outbox, or where a test's own server listens.
vars().update(mail("memorymail://"))
TEMPLATES = [{**TEMPLATES[0], "DIRS": [BASE_DIR / "templates", BASE_DIR / "tests" / "support" / "templates"]}]

# A file, not memory: the tests' server has threads, and they need a real SQLite with its locks. A server in a process
# of its own is told by DATABASE_URL which one.
if DATABASES["default"]["ENGINE"].endswith("sqlite3") and "DATABASE_URL" not in os.environ:
    # A folder of its own: whoever migrates holds the folder (idp.management.commands.migrate).
    folder = Path(tempfile.gettempdir()) / f"handslag-tests-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    name = folder / "tests.sqlite3"
    DATABASES["default"] |= {"NAME": name, "TEST": {"NAME": name}}
    DATABASES["default"]["OPTIONS"] = DATABASES["default"]["OPTIONS"] | {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    }
# A test database can only be dropped when the server's threads have let go of it.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Tests run in several processes beside each other, each in a Redis database of its own.
worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
if REDIS_URL:
    REDIS_URL = f"{REDIS_URL.rpartition('/')[0]}/{int(worker.removeprefix('gw'))}"
# A test that lets the database hold what processes share says so: most have none.
SHARES_BY_DATABASE = False
CACHES = caches(REDIS_URL)

# Argon2 is slow on purpose; the tests of the hasher itself name it.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "accounts.ways.password.hashers.LeanArgon2Hasher",
]
# Pages are tested without collecting first; the browser tests collect and turn hashing on.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
