"""There is no way round a second person: no account of one's own, no letter, nothing hidden from the phone (E22)."""

from __future__ import annotations

import pytest

from accounts import clock
from accounts.users.models import User
from accounts.users.services import change_mail_address
from accounts.ways.one_time_link import services as one_time_link
from accounts.ways.one_time_link.models import OneTimeLink
from devices.four_eyes.choosing import choose, chosen_in
from devices.four_eyes.models import AskedAct, ChosenActs
from devices.phones.models import PhoneAccount
from devices.phones.services import suspend_account
from tests.support.letters import carry_letters
from tests.support.pages import browser, is_signed_in, read
from tests.support.people import make_person, make_tenant
from tests.web.idp.portal.conftest import SignIn
from tests.web.idp.portal.four_eyes.conftest import Scene, make_admin
from tests.web.idp.portal.policy.writing import address_of, written

State = AskedAct.State


def test_whatever_is_chosen_nobody_makes_their_own_second_person(scene: Scene) -> None:  # E22, T23
    tenant = scene.organisation.tenant
    ChosenActs.objects.all().delete()
    choose(tenant, ["policy"], actor=scene.one.user)

    scene.one.gives_role(scene.member, "tenant_admin")

    assert scene.member.role == "member"
    assert chosen_in(tenant) == {"policy", "appoint", "help_admin"}


def test_an_operator_is_made_nowhere_by_one_alone(
    scene: Scene, operator: User, sign_in: SignIn
) -> None:  # E22
    other = make_person(make_tenant("elsewhere"), "mine")
    asks = make_admin(scene.organisation, "asks", sign_in, role="operator")

    asks.gives_role(other, "operator")

    assert User.objects.get(pk=other.pk).role == "member"
    assert scene.asked().values == {"role": "operator"}


@pytest.mark.parametrize("address", ["act/invite/", "many/"])
def test_no_letter_lets_somebody_with_a_role_in(scene: Scene, address: str) -> None:  # E22, T22
    new = make_person(scene.organisation.tenant, "new", role="tenant_admin", password=None)
    change_mail_address(new, "one@elsewhere.example", actor=scene.one.user)
    carry_letters()

    if address == "many/":
        sent = {"act": "invite", "chosen": [str(new.pk)], "confirmed": "yes"}
        answer = read(scene.one.client.post("/portal/users/many/", sent))
    else:
        answer = read(scene.one.client.post(f"/portal/users/{new.pk}/{address}", follow=True))

    assert "They have a role, so a second person agrees first." in answer.text
    assert not OneTimeLink.objects.exists()


def test_what_was_handed_out_before_the_role_is_agreed_to_lets_nobody_in(scene: Scene) -> None:  # E22, T23
    scene.one.gives_role(scene.member, "tenant_admin")
    link = one_time_link.grant(scene.member, actor=scene.one.user, now=clock.now())
    client = browser()

    scene.two.agrees(scene.asked())
    client.post(f"/sign-in/one-time/{link}/")

    assert scene.member.role == "tenant_admin"
    assert not is_signed_in(client)


def test_nothing_of_somebody_with_a_role_is_brought_back_by_one_alone(scene: Scene) -> None:  # E22, D10
    account = PhoneAccount.objects.get(user=scene.two.user)
    suspend_account(account, actor=None)
    address = f"/portal/users/{scene.two.user.pk}/bring-back/phone/{account.pk}/"

    answer = read(scene.one.client.post(address, follow=True))

    assert "They have a role, so a second person agrees first." in answer.text


def test_the_phone_shows_what_is_removed_with_a_method(scene: Scene) -> None:  # E22, T14
    tenant = scene.organisation.tenant
    choose(tenant, ["policy", "appoint", "help_admin"], actor=scene.one.user)
    fields = written(tenant, {"authenticator_code-for": "off"})
    shown = scene.one.client.post(address_of(tenant, "authenticator_code"), fields | {"look": ""})
    sure = {"confirmed": shown.context["since"], "remove-authenticator_code": "yes"}
    scene.one.client.post(address_of(tenant, "authenticator_code"), fields | sure)

    scene.two.looks(scene.asked())

    [asked] = scene.two.phone.shown()
    first, *_others = asked.challenge.claims["context"]["details"]
    assert first["what"].startswith("Remove what people have set up:")
