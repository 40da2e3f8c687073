"""For trying out and developing on one's own machine: the demo, and a desktop window as a phone."""

from idp.settings.base import *  # noqa: F403  a settings module is its base plus what differs
from idp.settings.base import MAIL_URL, PUSH_CONTACT, PUSH_SENDERS, SECRET_KEY, VAR_DIR, env
from idp.settings.mail import mail
from idp.settings.secret_key import own_secret_key

DEBUG = env.bool("DEBUG", default=False)
said = env.bool("DEMO", default=None)
DEMO = said is not False
# Everybody knows the demo's password: only whoever says DEMO=1 shows it to other machines (T40).
THIS_MACHINE_ONLY = said is not True
WATCH_STATEMENTS = env.bool("WATCH_STATEMENTS", default=True)
DESKTOP_PHONES = env.bool("DESKTOP_PHONES", default=True)
SECRET_KEY = SECRET_KEY or own_secret_key(VAR_DIR)
# Where nothing else is said, letters stand in the terminal.
vars().update(mail(MAIL_URL or "consolemail://"))
# Phones that cannot be woken are named in the terminal; nobody reads what push services write to this contact.
PUSH_SENDERS = {**PUSH_SENDERS, "": "devices.push.console.ConsoleSender"}
PUSH_CONTACT = PUSH_CONTACT or "mailto:handslag@example.org"
