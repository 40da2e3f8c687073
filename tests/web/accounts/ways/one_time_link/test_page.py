"""A one-time link: granted, shown, spent once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.signin.unfinished import BINDING_COOKIE
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import block, disable
from accounts.ways.one_time_link import services as one_time_link
from accounts.ways.one_time_link.models import OneTimeLink
from tests.support.pages import browser, is_signed_in, read, write_username
from tests.support.people import change_policy, hand_over, make_person, make_tenant, take_out_of_use
from tests.support.phones import SigningPhone
from tests.support.sessions import proof_of


def grant(user: User) -> str:
    token = one_time_link.grant(user, actor=None, now=timezone.now())
    return f"/sign-in/one-time/{token}/"


def test_looking_at_it_does_not_spend_it(ann: User, client: Client) -> None:
    link = grant(ann)

    for _ in range(3):
        assert read(client.get(link)).heading == "Your one-time link"
    client.head(link)

    assert not is_signed_in(client)
    assert OneTimeLink.objects.get().used_at is None


def test_it_signs_in_once(ann: User) -> None:  # T21
    link, client, second = grant(ann), browser(), browser()

    page = read(client.post(link, follow=True))

    assert page.address == "/security-info/"
    assert is_signed_in(client)
    page = read(second.post(link))
    assert page.status == 410
    assert "used or is too old" in page.text
    assert not is_signed_in(second)


@pytest.mark.parametrize("why", ["too old", "replaced", "disabled", "blocked", "tenant", "unknown"])
def test_it_signs_nobody_in_when(why: str, ann: User) -> None:  # T08, T21
    link = grant(ann)
    if why == "too old":
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif why == "replaced":
        grant(ann)
    elif why == "disabled":
        disable(ann, actor=None)
    elif why == "blocked":
        block(ann)
        # Blocking took back the one from before.
        link = grant(ann)
    elif why == "tenant":
        take_out_of_use(ann.tenant)
    else:
        link = "/sign-in/one-time/unknown/"
    client = browser()

    assert client.post(link).status_code == 410
    assert not is_signed_in(client)


def test_t09_of_somebody_whose_domain_is_another_organisations_now_it_signs_nobody_in(ann: User) -> None:
    link = grant(ann)
    hand_over("nordljus.example", to=make_tenant("solvik"))
    client = browser()

    page = read(client.post(link))

    assert (page.status, is_signed_in(client)) == (400, False)


def test_it_is_kept_as_a_digest(ann: User) -> None:  # I10
    token = grant(ann).split("/")[-2]

    assert token not in OneTimeLink.objects.get().token_digest


def test_it_leads_to_adding_a_phone_even_with_two_step_on(nordljus: Tenant) -> None:  # B13, F01
    change_policy(nordljus, two_step=True)
    eva = make_person(nordljus, "eva", password=None)
    client = browser()
    client.post(grant(eva))

    page = read(client.post("/security-info/phones/add/", follow=True))

    assert page.heading == "Add your phone"
    assert page.code


def test_it_lets_a_person_whose_phone_is_lost_add_another(ann: User) -> None:  # F05, T20
    SigningPhone().add(ann)
    client = browser()
    client.post(grant(ann))

    assert read(client.post("/security-info/phones/add/", follow=True)).code


def test_it_never_makes_a_strong_session(ann: User) -> None:  # T21
    client = browser()
    client.post(grant(ann))

    proof = proof_of(client)

    assert (proof.is_strong, proof.acr) == (False, "one_step")


def test_its_session_key_is_new_and_no_binding_is_left(ann: User) -> None:  # T04
    client = browser()
    write_username(client, ann.username)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value

    client.post(grant(ann))

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert client.cookies[BINDING_COOKIE.name].value == ""


def test_guessing_links_is_slow(db: None) -> None:  # T15
    client = browser()

    statuses = [client.post(f"/sign-in/one-time/guess-{n}/").status_code for n in range(25)]

    assert statuses[-1] == 429


def test_a_link_granted_where_no_method_is_on_still_opens(nordljus: Tenant, ann: User) -> None:
    """A new organisation's first admin: nothing is turned on yet, and the link must not be lost."""
    nordljus.method_policies.all().delete()
    client = browser()

    assert read(client.post(grant(ann), follow=True)).status == 200
    assert is_signed_in(client)
