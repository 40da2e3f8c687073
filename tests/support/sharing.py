"""Settings of a server process in tests that shares with others by PostgreSQL alone."""

from idp.settings.storage import caches
from idp.settings.test import *  # noqa: F403  all of them

SHARES_BY_DATABASE = True
CACHES = caches("", by_database=True)
