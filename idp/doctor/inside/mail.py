"""The mail server takes us. No letter is sent."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from accounts.incidents import in_a_line
from idp.doctor.found import Found, failed, not_tried, ok


def server() -> Found:
    """Greeting, TLS and password, as for a letter, and then no letter."""
    if not settings.MAIL_URL:
        return not_tried("MAIL_URL is not set: no letters are sent")
    by = get_connection()
    if not isinstance(by, EmailBackend):
        return not_tried("MAIL_URL names no mail server")
    try:
        by.open()
        answered, _says = by.connection.noop() if by.connection else (0, b"")
    except (OSError, SMTPException) as why:
        return failed(
            f"{by.host}:{by.port} does not take us: {in_a_line(why)}",
            "Look at MAIL_URL: scheme (smtp+tls, smtp+ssl), port, user and password; and whether a firewall lets "
            "this machine out. A certificate of your own is named in SSL_CERT_FILE.",
        )
    finally:
        by.close()
    how = "by STARTTLS" if by.use_tls else "by TLS" if by.use_ssl else "without TLS"
    return ok(f"{by.host}:{by.port} takes us {how} ({answered})")
