"""The worker's part of sending letters, done at once: what the tests look at is what would have arrived."""

from datetime import timedelta

from django.core import mail
from django.core.mail import EmailMessage
from django.db.models import Q
from django_tasks_db.models import DBTaskResult, get_date_max

from accounts import clock

SOON = timedelta(minutes=5)


def carry_letters() -> list[EmailMessage]:
    """Does every task of accounts that is due within minutes, until none is; returns what was sent by that."""
    before = len(mail.outbox)
    due = Q(run_after=get_date_max()) | Q(run_after__lte=clock.now() + SOON)
    tasks = DBTaskResult.objects.filter(due, task_path__startswith="accounts.")
    while row := tasks.first():
        DBTaskResult.objects.filter(pk=row.pk).delete()
        arguments = row.args_kwargs
        row.task.call(*arguments["args"], **arguments["kwargs"])
    return mail.outbox[before:]


def html_of(letter: EmailMessage) -> str:
    """What a mail program shows."""
    [html] = [part for part in letter.message().walk() if part.get_content_type() == "text/html"]
    return str(html.get_payload(decode=True).decode())  # type: ignore[union-attr]  # it is one part
