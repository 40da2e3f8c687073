"""From a username to its tenant: the part after @ decides."""

import re

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from accounts.statements.composing import composed_once, first
from accounts.tenants.domains import kept_domain, u_labels
from accounts.tenants.models import Tenant
from accounts.tenants.names import as_typed, one_form

LONGEST_USERNAME = 254
LONGEST_WRITTEN = 320  # with what is dropped; bounds the work on what strangers send
MAILTO = re.compile(r"^(?:mailto:)+")  # from an address that was copied out of a link


class UnusableUsername(Refusal):
    code = "unusable_username"
    public_text = _("Write your username as name@organisation, for example ann@nordljus.example.")


def canonical_username(written: str) -> str:
    """The one form of a username, whatever case, width, blanks or unseen marks it was typed or copied in.

    One form means one counter: variants must not multiply anybody's tries (T14).
    """
    if len(written) > LONGEST_WRITTEN:
        raise UnusableUsername(f"{len(written)} characters")
    before, at, after = as_typed(written).rpartition("@")
    local = MAILTO.sub("", one_form(before))
    domain = kept_domain(after)
    name = f"{local}@{u_labels(domain)}"
    is_plain = local.isprintable() and domain.isprintable()
    if not (at and local and domain and is_plain) or len(name) > LONGEST_USERNAME:
        raise UnusableUsername(f"not a username: {written!r}")
    return name


def domain_of(username: str) -> str:
    """The domain of a canonical username, in the form in which domains are kept."""
    return kept_domain(username.rpartition("@")[2])


def tenant_of(username: str) -> Tenant | None:
    """The tenant of a canonical username: by verified domain, otherwise the personal one; None when there is none.

    A personal account that was there before its domain was an organisation's stays a personal one (decision 0098).
    """
    owner = first(_owner_of(domain_of(username)))
    if owner is None:
        return _personal().first()
    if owner.shares_addresses:
        return _personal().filter(users__username=username).first() or owner
    return owner


def _personal() -> QuerySet[Tenant]:
    return Tenant.objects.filter(kind=Tenant.Kind.PERSONAL, is_active=True)


@composed_once
def _owner_of(domain: str, /) -> QuerySet[Tenant]:
    owners = Tenant.objects.filter(domains__name=domain, domains__is_verified=True, is_active=True)
    return owners.select_related("policy").order_by()
