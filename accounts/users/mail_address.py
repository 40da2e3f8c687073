"""The address a person is written to: what may be one, and its one form. No model."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from accounts.tenants.domains import kept_domain, u_labels
from accounts.tenants.names import as_typed
from accounts.tenants.resolve import LONGEST_USERNAME, LONGEST_WRITTEN

IS_ADDRESS = EmailValidator()


class UnusableMailAddress(Refusal):
    code = "unusable_mail_address"
    public_text = _("Write a mail address, such as ann@nordljus.example.")


def canonical_mail_address(written: str) -> str:
    """The one form of a mail address. What stands before the @ keeps its case: only its own server knows more."""
    if len(written) > LONGEST_WRITTEN:
        raise UnusableMailAddress(f"{len(written)} characters")
    local, _at, domain = as_typed(written).rpartition("@")
    address = f"{local}@{u_labels(kept_domain(domain))}"
    try:
        IS_ADDRESS(address)
    except ValidationError as why:
        raise UnusableMailAddress(f"not a mail address: {written!r}") from why
    if len(address) > LONGEST_USERNAME:
        raise UnusableMailAddress(f"{len(address)} characters")
    return address


def mail_address_in(username: str) -> str:
    """A canonical username as the address that it is; empty where letters cannot be sent to it."""
    try:
        return canonical_mail_address(username)
    except UnusableMailAddress:
        return ""
