"""My apps, and what applications were allowed or given: seen, and taken back (G05, D04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import clock
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.services import CannotBeApplication
from idp.oidc.consent.models import Consent
from idp.oidc.consent.services import ToBeTold, allow, take_back
from idp.oidc.grants.models import Grant
from idp.oidc.leaving.models import LogoutNotice
from idp.oidc.mine.reading import allowed_by
from tests.support.pages import is_signed_in, read
from tests.support.people import make_group, make_person, make_tenant
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in

MY_APPS, ALLOWED = "/security-info/my-apps/", "/security-info/applications/"


def test_my_apps_are_those_that_somebody_may_use(
    nordljus: Tenant, ann: User, anns: Client, settings: Settings
) -> None:
    group = make_group(nordljus, "Staff", ann)
    make_application(nordljus, name="Payroll", start_uri="https://app.example/start?a=1")
    make_application(
        nordljus, name="Wiki", is_for_everybody=False, groups=[group], start_uri="https://wiki.example/"
    )
    make_application(nordljus, name="Silent")
    make_application(nordljus, name="Others", is_for_everybody=False)
    make_application(make_tenant("globex"), name="Elsewhere")

    page = read(anns.get(MY_APPS))

    assert page.heading == "My apps"
    issuer = f"iss={settings.PUBLIC_URL}/t/nordljus".replace(":", "%3A").replace("/", "%2F")
    links = {text: link for text, link in page.links.items() if "example" in link and "iss=" in link}
    assert set(links.values()) == {
        f"https://app.example/start?a=1&{issuer}",
        f"https://wiki.example/?{issuer}",
    }
    assert "Silent" in page.text
    assert "Open it where you usually do." in page.text
    assert "Others" not in page.text
    assert "Elsewhere" not in page.text


def test_where_there_is_none_it_says_so(ann: User, anns: Client) -> None:
    assert "There is no application for you yet" in read(anns.get(MY_APPS)).text
    assert "No application knows you by this account" in read(anns.get(ALLOWED)).text
    assert read(anns.get("/security-info/")).links["Applications allowed"] == ALLOWED


def test_each_that_was_given_something_is_told_with_what_it_may_know(
    nordljus: Tenant, payroll: RelyingParty, ann: User, anns: Client
) -> None:  # G05
    payroll.signs_in(anns, scope="openid email")
    make_application(nordljus, name="Left").start(anns)
    bobs = signed_in(make_person(nordljus, "bob"), PASSWORD_PROOF)
    make_application(nordljus, name="Bobs").signs_in(bobs)
    shop = make_application(nordljus, name="Shop", is_own=False)
    allow(shop.application, ann, ToBeTold(["openid", "groups"]))

    page = read(anns.get(ALLOWED))

    assert "Payroll" in page.text
    assert "Your mail address" in page.text
    assert "The groups that you are in" in page.text
    assert "Not used now" in page.text
    assert "Left" not in page.text
    assert "Bobs" not in page.text


def test_when_it_was_last_used_is_when_it_last_came(payroll: RelyingParty, ann: User, anns: Client) -> None:
    tokens = payroll.signs_in(anns)
    Grant.objects.update(created_at=clock.now() - timedelta(days=3))
    payroll.refresh(tokens["refresh_token"])

    [one] = allowed_by(ann)

    assert one.last_used is not None
    assert clock.now() - one.last_used < timedelta(minutes=1)
    assert clock.now() - one.since >= timedelta(days=3)


def test_it_is_taken_back_after_a_question(
    payroll: RelyingParty, nordljus: Tenant, ann: User, anns: Client
) -> None:
    shop = make_application(
        nordljus, name="Shop", is_own=False, backchannel_logout_uri="https://app.example/told"
    )
    allow(shop.application, ann, ToBeTold(["openid"]))
    first = shop.signs_in(anns, scope="openid")
    second = shop.signs_in(signed_in(ann, PASSWORD_PROOF), scope="openid")
    kept = payroll.signs_in(anns)
    address = f"{ALLOWED}{shop.application.pk}/take-back/"

    question = read(anns.get(address))
    assert question.heading == "Sign Shop out?"
    assert Consent.objects.exists()
    after = read(anns.post(address, follow=True))

    assert "Shop is signed out." in after.text
    assert not Consent.objects.exists()
    assert [shop.refresh(one["refresh_token"]).status_code for one in (first, second)] == [400, 400]
    assert LogoutNotice.objects.filter(application=shop.application).count() == 2
    assert payroll.refresh(kept["refresh_token"]).status_code == 200
    assert is_signed_in(anns)


def test_one_of_the_organisations_own_is_signed_out_by_it(
    payroll: RelyingParty, ann: User, anns: Client
) -> None:
    tokens = payroll.signs_in(anns)

    assert take_back(payroll.application, ann)

    assert payroll.refresh(tokens["refresh_token"]).status_code == 400
    assert allowed_by(ann) == []
    assert "code" in payroll.start(anns, prompt="none").answer


def test_t09_what_is_not_theirs_is_nobodys(
    payroll: RelyingParty, nordljus: Tenant, ann: User, anns: Client
) -> None:
    bobs = signed_in(make_person(nordljus, "bob"), PASSWORD_PROOF)
    tokens = payroll.signs_in(anns)
    address = f"{ALLOWED}{payroll.application.pk}/take-back/"

    assert bobs.get(address).status_code == 404
    assert bobs.post(address).status_code == 404

    assert payroll.refresh(tokens["refresh_token"]).status_code == 200


def test_the_page_asks_as_much_for_many_as_for_one(
    nordljus: Tenant, ann: User, anns: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        party = make_application(nordljus, name=f"App {number}")
        party.signs_in(anns)
        party.signs_in(anns)

    with django_assert_max_num_queries(4):
        assert len(allowed_by(ann)) == 6


@pytest.mark.parametrize(
    "address", ["http://app.example/", "javascript:alert(1)", "/start", "com.example:/x"]
)
def test_an_address_that_opens_it_is_whole_and_safe(nordljus: Tenant, address: str) -> None:
    with pytest.raises(CannotBeApplication):
        make_application(nordljus, kind="native", start_uri=address)
