"""Sending letters. Called where something happens, in its transaction: they are sent when that is committed."""

from __future__ import annotations

from email.utils import make_msgid
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from accounts import clock
from accounts.mail.addresses import addresses_of, language_for
from accounts.mail.delivering import post
from accounts.mail.facts import clean
from accounts.mail.letters import Letter, is_declared
from accounts.mail.writing import Envelope, our_host
from accounts.users.mail_address import mail_address_in
from accounts.users.models import User

OFF = "django.core.mail.backends.dummy.EmailBackend"


def is_on() -> bool:
    """Can this installation send letters? Where it cannot, pages say so, and offer nothing that needs one."""
    return settings.EMAIL_BACKEND != OFF


def send(letter: Letter, *, to: str, language: str = "", tenant: UUID | None = None, **facts: Any) -> None:
    """Sends a letter to one address, by the worker. Does nothing where mail is off (`is_on`).

    `facts` fill its subject and templates, and may be secret: they are encrypted until it is sent. One whose name ends
    in `link` is a path of ours (`reverse(…)`) and becomes an address; all others become plain text. How many letters
    whom a stranger can have written to, whoever calls this has to bound before. `tenant` is whose looks it has.
    """
    if not is_declared(letter):
        raise ValueError(f"letter {letter.key!r} was never declared")
    address = mail_address_in(to)
    if not address:
        raise ValueError(f"letter {letter.key!r} is to no address")
    if not is_on():
        return
    language = language_for(language)
    facts = clean(facts)
    with translation.override(language):
        subject = str(letter.subject) % facts
    post(
        Envelope(
            key=letter.key,
            templates=letter.templates,
            to=address,
            language=language,
            subject=subject,
            facts=facts,
            message_id=make_msgid(domain=our_host()),
            written_at=clock.seconds(),
            tenant=str(tenant or ""),
        )
    )


def send_to(user: User, letter: Letter, **facts: Any) -> None:
    """Sends a letter to every address of the person, in their language.

    What only has to be known is no letter of its own: declare its event as `told` (`accounts.mail.telling`).
    """
    for address in addresses_of(user):
        send(letter, to=address, language=user.language, tenant=user.tenant_id, **facts)
