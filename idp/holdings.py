"""Tables of others in which nothing of a person is kept, or nothing for long (accounts.holdings says the rest)."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django_tasks_db.models import DBTaskResult

from accounts.holdings.registry import say_nothing
from idp.backups.models import BackupNote


def register() -> None:
    """Called once, when the program starts."""
    say_nothing("nothing is written there: the portal's acts are events of the audit log", LogEntry)
    say_nothing("of Django, and empty", Group, Permission, Group.permissions.through)
    say_nothing("of the whole installation: when a back-up was made", BackupNote)
    say_nothing("the names of tables", ContentType)
    say_nothing("work on its way, what is secret of it encrypted, until it is done", DBTaskResult)
