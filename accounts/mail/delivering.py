"""The worker's task: hands a letter over to the mail server.

What the server does not take now is tried again, as every task is. A worker that dies after the server took a letter
leaves it to be sent once more: with the same number and date, so that most mailboxes show it once.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django_tasks import task

from accounts.encryption import decrypt, encrypt
from accounts.mail.writing import Envelope, message_of
from accounts.stored import read_stored

PURPOSE = "letters"

log = logging.getLogger("handslag.mail")


class NotDelivered(Exception):
    """The mail server did not take a letter. Says which kind of letter and why: nothing of its text, nor to whom."""


def post(envelope: Envelope) -> None:
    """Leaves it to the worker, in the caller's transaction. What is kept until then nobody can read (I10)."""
    deliver.enqueue(envelope.key, encrypt(json.dumps(asdict(envelope)), purpose=PURPOSE))


@task()
def deliver(key: str, sealed: str) -> None:
    """Hands the letter over. Raises NotDelivered, upon which the worker tries again."""
    envelope = read_stored(Envelope, json.loads(decrypt(sealed, purpose=PURPOSE)))
    if envelope is None:
        log.error("letter %s was written by another release, and is not sent", key)
        return
    try:
        message_of(envelope).send()
    except (SMTPException, OSError) as failure:
        if _is_for_good(failure):
            log.warning("letter %s is given up: the mail server refuses its address for good", key)
            return
        # Not the failure itself: it names the address, and may say again what was sent.
        raise NotDelivered(f"letter {key}: {type(failure).__name__}{_code(failure)}") from None


def _is_for_good(failure: Exception) -> bool:
    """Is it this address that is refused, and not only for now (RFC 5321, section 4.2.1)?"""
    return isinstance(failure, SMTPRecipientsRefused) and all(
        code >= 500 for code, _said in failure.recipients.values()
    )


def _code(failure: Exception) -> str:
    return f" {failure.smtp_code}" if isinstance(failure, SMTPResponseException) else ""
