"""A letter on its way: what is kept of it until it is sent, and the message that it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.mime.image import MIMEImage
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.mail.letterhead import LOGO, letterhead_of

# What tags leave behind in a text.
GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One letter to one address. It has its number and its date from the beginning: sent twice, it is one letter.

    `tenant` is the id of the one whose looks it has, "" for ours.
    """

    key: str
    templates: tuple[str, str]
    to: str
    language: str
    subject: str
    facts: dict[str, Any]
    message_id: str
    written_at: float
    tenant: str = ""


def our_host() -> str:
    """What stands behind the @ of our message numbers."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def message_of(envelope: Envelope) -> EmailMultiAlternatives:
    """The message as it is sent: text first, HTML beside it."""
    text, html = envelope.templates
    head = letterhead_of(envelope.tenant)
    facts = {
        **envelope.facts,
        "subject": envelope.subject,
        "our_host": our_host(),
        "our_url": settings.PUBLIC_URL,
        "head": head,
    }
    with translation.override(envelope.language):
        message = EmailMultiAlternatives(
            subject=envelope.subject,
            body=GAP.sub("\n\n", render_to_string(text, facts)).strip() + "\n",
            to=[envelope.to],
            headers={
                "Message-ID": envelope.message_id,
                "Date": formatdate(envelope.written_at),
                # No machine answers it (RFC 3834).
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string(html, facts), "text/html")
    if head.logo:
        _enclose(message, head.logo)
    return message


def _enclose(message: EmailMultiAlternatives, logo: bytes) -> None:
    """Put the logo into the letter, so that nothing is fetched from anywhere when it is read."""
    part = MIMEImage(logo, "png")
    part.add_header("Content-ID", f"<{LOGO}>")
    part.add_header("Content-Disposition", "inline", filename="logo.png")
    message.attach(part)
    message.mixed_subtype = "related"  # type: ignore[attr-defined]  # Django has it, its stubs do not
