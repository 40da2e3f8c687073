"""The worker's part of sending letters, done at once: what the tests look at is what would have arrived."""

from django.core import mail
from django.core.mail import EmailMessage
from django_tasks_db.models import DBTaskResult

TASKS = "accounts.mail."


def carry_letters() -> list[EmailMessage]:
    """Does every task of the mail that waits, whenever it is due, until none does; returns what was sent by that."""
    before = len(mail.outbox)
    while row := DBTaskResult.objects.filter(task_path__startswith=TASKS).first():
        DBTaskResult.objects.filter(pk=row.pk).delete()
        arguments = row.args_kwargs
        row.task.call(*arguments["args"], **arguments["kwargs"])
    return mail.outbox[before:]
