"""From a username to its tenant: the part after @ decides."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from accounts.statements import composed_once, first
from accounts.tenants.models import Tenant
from accounts.tenants.names import one_form

LONGEST_USERNAME = 254


class UnusableUsername(Refusal):
    code = "unusable_username"
    public_text = _("Write your username as name@organisation, for example ann@nordljus.example.")


def canonical_username(written: str) -> str:
    """The one form of a username, whatever case, width or spaces it was typed in.

    One form means one counter: variants must not multiply anybody's tries (T14).
    """
    name = one_form(written)
    local, at, domain = name.rpartition("@")
    if not (at and local and domain) or len(name) > LONGEST_USERNAME or not name.isprintable():
        raise UnusableUsername(f"not a username: {written[:LONGEST_USERNAME]!r}")
    return name


def tenant_of(username: str) -> Tenant | None:
    """The tenant of a canonical username: by verified domain, otherwise the personal one; None when there is none."""
    domain = username.rpartition("@")[2]
    owner = first(_owner_of(domain))
    if owner is not None:
        return owner
    return Tenant.objects.filter(kind=Tenant.Kind.PERSONAL, is_active=True).first()


@composed_once
def _owner_of(domain: str, /) -> QuerySet[Tenant]:
    owners = Tenant.objects.filter(domains__name=domain, domains__is_verified=True, is_active=True)
    return owners.order_by()
