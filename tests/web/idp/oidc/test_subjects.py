"""Who somebody is called to an application: the same everywhere, or for each application another (G01)."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from accounts.sessions.standing import sessions_of
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.services import CannotBeApplication
from idp.oidc.grants.models import Grant
from idp.oidc.leaving import noticing
from idp.oidc.leaving.logout_token import make_logout_token
from idp.oidc.leaving.models import LogoutNotice
from idp.oidc.subjects.models import SubjectSalt
from idp.oidc.subjects.sectors import sector_of
from idp.oidc.subjects.services import person_called, salt_of, subject_of
from tests.support.people import make_person, make_tenant
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in


@pytest.fixture
def shop(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, name="Shop", subject_type="pairwise")


def test_an_application_that_wants_it_knows_a_person_by_a_name_of_its_own_everywhere(
    shop: RelyingParty, ann: User, anns: Client
) -> None:  # G01
    tokens = shop.signs_in(anns)

    sub = shop.verified(tokens["id_token"])["sub"]
    told = [
        shop.verified(tokens["access_token"])["sub"],
        shop.userinfo(tokens["access_token"]).json()["sub"],
        shop.ask_tokens("introspect", token=tokens["access_token"]).json()["sub"],
        shop.ask_tokens("introspect", token=tokens["refresh_token"]).json()["sub"],
        shop.verified(shop.refresh(tokens["refresh_token"]).json()["id_token"])["sub"],
    ]
    shop.application.backchannel_logout_uri = "https://app.example/told"
    shop.application.save()
    noticing.owe(Grant.objects.filter(user=ann))
    told.append(shop.verified(make_logout_token(LogoutNotice.objects.get()))["sub"])
    assert set(told) == {sub}
    assert len(sub) == 43
    assert sub != str(ann.pk)


def test_introspection_tells_no_other_name_of_them(
    shop: RelyingParty, anns: Client, payroll: RelyingParty
) -> None:
    tokens = shop.signs_in(anns)
    public = payroll.signs_in(anns)

    for name in ("access_token", "refresh_token"):
        assert "username" not in shop.ask_tokens("introspect", token=tokens[name]).json()
        assert "username" in payroll.ask_tokens("introspect", token=public[name]).json()


def test_it_is_the_same_for_one_host_and_another_for_others(
    nordljus: Tenant, shop: RelyingParty, ann: User, settings: object
) -> None:
    same = make_application(nordljus, subject_type="pairwise", redirect_uris=["https://app.example/other"])
    other = make_application(nordljus, subject_type="pairwise", redirect_uris=["https://other.example/"])
    bob = make_person(nordljus, "bob")

    hers = subject_of(shop.application, ann.pk)

    assert subject_of(same.application, ann.pk) == hers
    assert subject_of(other.application, ann.pk) != hers
    assert subject_of(shop.application, bob.pk) != hers


def test_t09_another_organisation_makes_others_for_the_same_host(shop: RelyingParty, ann: User) -> None:
    theirs = make_application(make_tenant("globex"), subject_type="pairwise")

    assert subject_of(theirs.application, ann.pk) != subject_of(shop.application, ann.pk)


def test_what_they_are_made_with_is_encrypted_and_stays(
    shop: RelyingParty, nordljus: Tenant, ann: User
) -> None:
    before = subject_of(shop.application, ann.pk)

    row = SubjectSalt.objects.get(tenant=nordljus)

    assert salt_of(nordljus).hex() not in row.salt_encrypted
    assert salt_of(nordljus) == salt_of(nordljus)
    assert len(salt_of(nordljus)) == 32
    assert subject_of(shop.application, ann.pk) == before


def test_a_person_is_named_by_it_in_a_request(shop: RelyingParty, ann: User, anns: Client) -> None:
    hint = shop.signs_in(anns)["id_token"]
    sub = shop.verified(hint)["sub"]

    for asked in ({"id_token_hint": hint}, {"claims": named(sub)}):
        assert "code" in shop.start(anns, prompt="none", **asked).answer
    for wrong in (str(ann.pk), "x" * 43):
        assert shop.start(anns, prompt="none", claims=named(wrong)).answer["error"] == "login_required"
    bobs = signed_in(make_person(ann.tenant, "bob"), PASSWORD_PROOF)
    assert shop.start(bobs, prompt="none", id_token_hint=hint).answer["error"] == "login_required"


def test_an_application_can_say_by_it_whom_it_means(
    shop: RelyingParty, payroll: RelyingParty, nordljus: Tenant, ann: User, anns: Client
) -> None:
    shop.signs_in(anns)
    bob = make_person(nordljus, "bob")

    assert person_called(shop.application, subject_of(shop.application, ann.pk)) == ann
    assert person_called(shop.application, str(ann.pk)) is None
    assert person_called(shop.application, subject_of(shop.application, bob.pk)) is None
    assert person_called(payroll.application, str(bob.pk)) == bob
    assert person_called(payroll.application, "nobody") is None
    elsewhere = make_person(make_tenant("globex"), "eve")
    assert person_called(payroll.application, str(elsewhere.pk)) is None


def named(sub: str) -> str:
    return json.dumps({"id_token": {"sub": {"value": sub}}})


def test_signing_out_by_a_token_of_it_works_as_by_any(shop: RelyingParty, ann: User, anns: Client) -> None:
    hint = shop.signs_in(anns)["id_token"]

    anns.get(f"{shop.address('log-out')}?id_token_hint={hint}")

    assert not sessions_of(ann)


@pytest.mark.parametrize(
    ("addresses", "sector"),
    [
        (["https://app.example/a", "https://app.example:8443/b"], "app.example"),
        (["https://APP.example/"], "app.example"),
        (["https://app.example/", "https://www.app.example/"], ""),
        (["http://127.0.0.1/callback"], ""),
        (["com.example.app:/callback"], ""),
        ([], ""),
    ],
)
def test_a_sector_is_the_one_host_of_all_addresses(addresses: list[str], sector: str) -> None:
    assert sector_of(addresses) == sector


@pytest.mark.parametrize(
    ("kind", "addresses"),
    [
        ("web", ["https://app.example/", "https://other.example/"]),
        ("native", ["http://127.0.0.1/callback"]),
        ("native", ["com.example.app:/callback"]),
    ],
)
def test_without_one_host_of_its_own_an_application_cannot_have_it(
    nordljus: Tenant, kind: str, addresses: list[str]
) -> None:
    with pytest.raises(CannotBeApplication, match="one host"):
        make_application(nordljus, kind=kind, redirect_uris=addresses, subject_type="pairwise")


def test_discovery_says_both(shop: RelyingParty) -> None:
    said = shop.server.get(shop.address(".well-known/openid-configuration")).json()

    assert said["subject_types_supported"] == ["public", "pairwise"]
