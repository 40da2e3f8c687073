"""For real people. idp/checks refuses to start what is unsafe here and says what to do instead."""

from idp.settings.base import *  # noqa: F403  a settings module is its base plus what differs
from idp.settings.base import env

PRODUCTION = True
DEBUG = env.bool("DEBUG", default=False)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
