"""The same server with notifications on: a push service of its own, on this machine, in place of the browsers' makers'.

Settings of production but for that one: ``bin/bench --push`` names this module, and nothing else ever does.
"""

from idp.settings.production import *  # noqa: F403  all of them
from idp.settings.production import env

PUSH_STAND_IN = env.str("PUSH_STAND_IN")
PUSH_CONTACT = "mailto:bench@handslag.example"
# That stand-ins are refused in production is what this is for.
SILENCED_SYSTEM_CHECKS = ["idp.E032"]
