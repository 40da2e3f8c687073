"""Settings of a server under attack whose passwords cost what they cost in production."""

from idp.settings.base import PASSWORD_HASHERS as OF_PRODUCTION
from idp.settings.test import *  # noqa: F403  a settings module is its base plus what differs

PASSWORD_HASHERS = OF_PRODUCTION
