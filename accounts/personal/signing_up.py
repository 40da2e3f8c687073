"""Signing up: an address, the code that a letter brought, an account.

Whether an address is an account already no page says, and nothing takes longer for it (A18): the letter does.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts import clock
from accounts.audit.log import record
from accounts.mail.services import is_on, send
from accounts.personal import events, letters, under_way
from accounts.personal.settings import KEY, SignUpSettings
from accounts.personal.under_way import SignUp, SignUpIsOver
from accounts.policy.networks import refuse_blocked
from accounts.policy.parts import settings_for
from accounts.refusals import Refusal
from accounts.secrets import is_one_of, new_secret, salted_digests
from accounts.tenants.models import Domain, Tenant
from accounts.tenants.resolve import canonical_username, domain_of, tenant_of
from accounts.throttle.counting import Limit, count
from accounts.users import services
from accounts.users.models import User
from accounts.users.new_names import LooksTaken
from accounts.users.strangers import networks_of
from accounts.ways.mail_code.services import DIGITS, plain

BEGINNING = "sign_up"
BEGUN_A_MINUTE = 5
HOUR = 3600
LETTERS_AN_HOUR = 3  # to one address
CODE_SECONDS, CODE_TRIES = 10 * 60, 5


class SignUpIsClosed(Refusal):
    """Nobody makes a personal account here, or nobody any more."""

    code = "sign_up_is_closed"
    heading = gettext_lazy("Accounts are given out here")
    public_text = gettext_lazy(
        "You cannot make an account here yourself. Ask whoever runs this site, or your admin."
    )
    status = 403


class AddressNotTaken(Refusal):
    """`public_text` says why: nothing that is not everybody's to know."""

    code = "address_not_taken"

    def __init__(self, detail: str, *, text: str) -> None:
        super().__init__(detail)
        self.public_text = text


def is_open() -> bool:
    """Does the sign-in page offer to make an account?"""
    return _open_tenant() is not None


def personal_tenant() -> Tenant:
    """Return the tenant of personal accounts. Raises SignUpIsClosed where nobody makes one."""
    tenant = _open_tenant()
    if tenant is None:
        raise SignUpIsClosed("no sign-up here")
    return tenant


def begin(request: HttpRequest, written: str) -> None:
    """Writes to an address, and waits for the code. Raises Refusal for an address that can become no account here."""
    tenant, address = _taken(canonical_username(written))
    refuse_blocked(request, tenant)
    count(*networks_of(request, BEGINNING, a_minute=BEGUN_A_MINUTE), _letters_to(address))
    now = int(clock.seconds())
    begun = SignUp(address=address, number=new_secret(), code_digest="", sent_at=now, started_at=now)
    _write(request, tenant, begun)


def write_again(request: HttpRequest) -> None:
    """Sends another code to the same address; the one before counts no more."""
    found = under_way.load(request)
    tenant, address = _taken(found.address)
    count(_letters_to(address))
    _write(request, tenant, replace(found, number=new_secret(), sent_at=int(clock.seconds())))


def confirm(request: HttpRequest, code: str) -> bool:
    """Take the code. False when it is wrong; counted before it is looked at (T15)."""
    found = under_way.load(request)
    count(Limit(scope="sign_up code", key=found.number, most=CODE_TRIES, seconds=CODE_SECONDS))
    is_right = is_one_of(found.code_digest, _digests(found, plain(code)))
    if not (is_right and clock.is_within(found.sent_at, CODE_SECONDS)):
        return False
    under_way.save(request, replace(found, is_confirmed=True))
    return True


def confirmed(request: HttpRequest) -> SignUp:
    """This browser's sign-up, its address confirmed. Raises SignUpIsOver."""
    found = under_way.load(request)
    if not found.is_confirmed:
        raise SignUpIsOver("its address is not confirmed")
    return found


def make_account(request: HttpRequest, *, name: str, password: str) -> User:
    """Make the account of this browser's sign-up. Raises AddressNotTaken when somebody has it, or one drawn alike."""
    found = confirmed(request)
    tenant, address = _taken(found.address)
    refuse_blocked(request, tenant)
    try:
        with transaction.atomic():
            user = services.create_person(
                address, tenant=tenant, actor=None, display_name=name, password=password
            )
            record(events.SIGNED_UP, tenant=tenant, subject=user)
    except (IntegrityError, LooksTaken) as why:
        raise AddressNotTaken(
            f"{address}: {why}", text=_("No account can be made with this address. Use another one.")
        ) from why
    under_way.clear(request)
    return user


def check_address(address: str, *, tenant: Tenant) -> None:
    """May this canonical address be that of an account of this, the personal tenant? Raises AddressNotTaken."""
    owner = tenant_of(address)
    # Also of one that is out of use now, and will be in use again.
    owners = Domain.objects.filter(name=domain_of(address), is_verified=True)
    if owner != tenant or owners.exclude(tenant=tenant).exists():
        text = _("This address is an organisation's. Sign in with it; if that does not work, ask your admin.")
        raise AddressNotTaken(f"{address}: of {owner}", text=text)
    if not _settings(tenant).takes(domain_of(address)):
        text = _("Accounts here need an address of certain organisations, and this is none of them.")
        raise AddressNotTaken(f"{address}: domain not taken", text=text)


def _write(request: HttpRequest, tenant: Tenant, sign_up: SignUp) -> None:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    sign_up.code_digest = _digests(sign_up, code)[0]
    has_account = User.objects.filter(username=sign_up.address).exists()
    letter = letters.THERE_ALREADY if has_account else letters.CODE
    facts = {"code": code, "sign_in_link": reverse("signin:identify"), "organisation": tenant.name}
    with transaction.atomic():
        send(letter, to=sign_up.address, language=get_language() or "", tenant=tenant.pk, **facts)
    under_way.save(request, sign_up)


def _taken(address: str) -> tuple[Tenant, str]:
    """The tenant in which this canonical address may become an account. Raises SignUpIsClosed, AddressNotTaken."""
    tenant = personal_tenant()
    check_address(address, tenant=tenant)
    return tenant, address


def _open_tenant() -> Tenant | None:
    rows = Tenant.objects.filter(kind=Tenant.Kind.PERSONAL, is_active=True)
    tenant = rows.select_related("policy").first()
    return tenant if tenant is not None and is_on() and _settings(tenant).is_open else None


def _settings(tenant: Tenant) -> SignUpSettings:
    return settings_for(tenant, KEY, SignUpSettings)


def _letters_to(address: str) -> Limit:
    return Limit(scope="sign_up letters", key=address, most=LETTERS_AN_HOUR, seconds=HOUR)


def _digests(sign_up: SignUp, code: str) -> tuple[str, ...]:
    """Keyed, since a code is short: whoever reads the tables cannot find it by trying all (I10)."""
    return salted_digests("handslag.sign-up", f"{sign_up.number}:{code}")
