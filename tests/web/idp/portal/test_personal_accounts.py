"""An operator allows personal accounts, and says who may make one."""

from __future__ import annotations

from accounts.audit.models import AuditEvent
from accounts.personal.settings import MOST_DOMAINS
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.pages import browser, read
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address_of, save

ALLOW = "/portal/organisations/personal/"


def personal() -> Tenant:
    return Tenant.objects.get(kind=Tenant.Kind.PERSONAL)


def test_an_operator_allows_them_and_then_says_who_may_sign_up(
    operator: User, sign_in: SignIn
) -> None:  # A11
    client = sign_in(operator)
    assert "Allow personal accounts" in read(client.get("/portal/organisations/")).links

    page = read(client.post(ALLOW, follow=True))
    save(client, personal(), {"sign_up-domains": "skola.example", "sign_up-is_open": "on"})

    assert page.address == f"/portal/policy/{personal().pk}/"
    assert personal().policy.settings["sign_up"] == {"is_open": True, "domains": ["skola.example"]}
    assert read(browser().get("/sign-up/")).status == 200
    assert AuditEvent.objects.filter(tag="tenant:organisation:added", tenant=personal()).exists()


def test_until_then_nobody_signs_up(operator: User, sign_in: SignIn) -> None:
    sign_in(operator).post(ALLOW)

    assert read(browser().get("/sign-up/")).status == 403


def test_it_is_done_once(operator: User, sign_in: SignIn) -> None:
    client = sign_in(operator)
    for _ in range(2):
        client.post(ALLOW)

    assert Tenant.objects.filter(kind=Tenant.Kind.PERSONAL).count() == 1
    assert "Allow personal accounts" not in read(client.get("/portal/organisations/")).links


def test_opening_the_page_allows_nothing(operator: User, sign_in: SignIn) -> None:
    sign_in(operator).get(ALLOW)

    assert not Tenant.objects.filter(kind=Tenant.Kind.PERSONAL).exists()


def test_an_organisations_admin_allows_none(nordljus: Organisation, sign_in: SignIn) -> None:  # E03 T23
    assert sign_in(nordljus.admin).post(ALLOW).status_code == 403
    assert not Tenant.objects.filter(kind=Tenant.Kind.PERSONAL).exists()


def test_an_organisations_policy_has_nothing_about_signing_up(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    page = sign_in(nordljus.admin).get(address_of(nordljus.tenant, "sign_up"))

    assert page.status_code == 404


def test_without_mail_nobody_is_let_sign_up(operator: User, sign_in: SignIn, settings: object) -> None:
    client = sign_in(operator)
    client.post(ALLOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # type: ignore[attr-defined]

    answer = read(save(client, personal(), {"sign_up-is_open": "on"}))

    assert "Addresses are confirmed by mail" in answer.text


def test_more_domains_than_there_may_be_are_refused(operator: User, sign_in: SignIn) -> None:  # H08
    client = sign_in(operator)
    client.post(ALLOW)
    many = "\n".join(f"d{n}.example" for n in range(MOST_DOMAINS + 1))

    answer = read(save(client, personal(), {"sign_up-domains": many}))

    assert "At most 100 domains." in answer.text
    assert personal().policy.settings["sign_up"] == {"is_open": False}
