"""Phones when phone sign-in is turned off: an admin removes here what they may remove one by one, and no more (T23)."""

import pytest

from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.people import allow, make_person
from tests.web.idp.portal.conftest import Organisation, SignIn, add_phone
from tests.web.idp.portal.policy.writing import save, send

OFF = {"phone-for": "off"}
STAYS = "1 more phone stays in any case: it is an operator"


@pytest.fixture
def phone_of_operator(nordljus: Organisation) -> PhoneAccount:
    """An operator's, who belongs to the organisation; phone sign-in is on there, and its admin has a phone too."""
    allow(nordljus.tenant, "phone")
    add_phone(nordljus.admin)
    return add_phone(make_person(nordljus.tenant, "op", role=User.Role.OPERATOR))


def test_an_admin_removes_everybodys_phones_but_an_operators(
    nordljus: Organisation, phone_of_operator: PhoneAccount, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)

    question = send(browser, nordljus, OFF).content.decode()
    save(browser, nordljus, OFF, **{"remove-phone": "yes"})

    phone_of_operator.refresh_from_db()
    others = PhoneAccount.objects.exclude(pk=phone_of_operator.pk)
    assert "the 2 phones that are added" in question
    assert STAYS in question
    assert phone_of_operator.state == "active"
    assert phone_of_operator.user.session_epoch == 0
    assert set(others.values_list("state", flat=True)) == {"ended"}


def test_an_operator_removes_all_of_them(
    nordljus: Organisation, phone_of_operator: PhoneAccount, operator: User, sign_in: SignIn
) -> None:
    browser = sign_in(operator)

    question = send(browser, nordljus, OFF).content.decode()
    save(browser, nordljus, OFF, **{"remove-phone": "yes"})

    theirs = PhoneAccount.objects.filter(user__tenant=nordljus.tenant)
    assert STAYS not in question
    assert set(theirs.values_list("state", flat=True)) == {"ended"}


def test_with_only_an_operators_phone_nothing_is_asked_about_phones(
    nordljus: Organisation, phone_of_operator: PhoneAccount, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)
    PhoneAccount.objects.exclude(pk=phone_of_operator.pk).update(state="ended")

    question = send(browser, nordljus, OFF).content.decode()

    assert "What about the" not in question


def test_the_list_of_phones_offers_no_removal_that_would_be_refused(
    nordljus: Organisation, phone_of_operator: PhoneAccount, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)
    own = PhoneAccount.objects.get(user=nordljus.admin)

    page = browser.get("/portal/phones/").content.decode()

    assert removal_of(nordljus.phone) in page
    for account in (own, phone_of_operator):
        assert removal_of(account) not in page
        assert browser.get(removal_of(account)).status_code == 403


def removal_of(account: PhoneAccount) -> str:
    return f"/portal/users/{account.user_id}/remove/phone/{account.pk}/"
