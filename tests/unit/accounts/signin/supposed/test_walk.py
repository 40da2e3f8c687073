"""What a supposed sign-in is asked is what a real one is asked: the same code decides (E15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.methods import registry
from accounts.policy.facts import method_rules
from accounts.policy.need import Need
from accounts.security_info.registering.requirement import KEY as REGISTRATION
from accounts.signin.browser.settings import KEY as REMEMBERING
from accounts.signin.events import OUT_OF_REACH, REMEMBERED
from accounts.signin.supposed.walk import ADDS, SIGNED_IN, STUCK, Supposed, Walk, walk
from accounts.tenants.models import Tenant
from accounts.users.models import KnownBrowser, User
from accounts.ways.password.services import set_password
from tests.architecture.files import source_files, text_of
from tests.support.authenticators import authenticator_of
from tests.support.pages import browser, read, write_password, write_username
from tests.support.passes import make_pass, use_passes
from tests.support.people import PASSWORD, allow, make_group, make_person, make_tenant, set_part, turn_off
from tests.support.proving import PROVE, Everything, have_everything
from tests.support.proving import walk as sign_in_by
from tests.support.sessions import proof_of

IN_PERSON = Need(factors=2, in_person=True)


def suppose(user: User, *passed: str, **said: Any) -> Walk:
    person = User.objects.select_related("tenant__policy").get(pk=user.pk)
    rules = method_rules(person.tenant)
    return walk(Supposed(user=person, rules=rules, passed=passed, **said))


def offered(found: Walk, step: int = 0) -> set[str]:
    return {way.method.key for way in found.steps[step].ways if way.is_shown}


def shown(client: Client) -> set[str]:
    """The ways that the real page lists."""
    html = read(client.get(reverse("signin:choose_method"))).html
    return {
        one.key
        for one in registry.in_order()
        if one.page and (f'value="{one.key}"' in html or f'href="{reverse(one.page)}"' in html)
    }


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=list(PROVE), two_step=True)


@pytest.fixture
def ann(nordljus: Tenant) -> Everything:
    return have_everything(nordljus)


def leave_out_of_passkeys(ann: Everything) -> None:
    group = make_group(ann.user.tenant, "Night", ann.user)
    allow(ann.user.tenant, "passkey", exclude=[group])


CHANGES: dict[str, Callable[[Everything], object]] = {
    "as it is": lambda ann: ann,
    "without phones": lambda ann: turn_off(ann.user.tenant, "phone"),
    "left out of passkeys": leave_out_of_passkeys,
    "the strongest first": lambda ann: set_part(ann.user.tenant, "offering", strongest_first=True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_steps_are_those_of_a_real_sign_in(ann: Everything, change: str) -> None:
    # E15
    CHANGES[change](ann)
    client = browser()
    page = write_username(client, ann.user.username)
    found = suppose(ann.user)
    assert found.steps[0].first is not None
    assert (reverse(found.steps[0].first.page), offered(found)) == (page.address, shown(client))

    page = write_password(client)
    found = suppose(ann.user, "password")
    assert found.steps[0].first is not None
    assert (reverse(found.steps[0].first.page), offered(found)) == (page.address, shown(client))


@pytest.mark.parametrize(
    "path",
    [("phone",), ("passkey",), ("password", "authenticator_code"), ("password", "recovery_code")],
    ids=" then ".join,
)
def test_what_is_enough_is_enough_in_a_real_sign_in(ann: Everything, path: tuple[str, ...]) -> None:
    # E15, A10
    client = browser()
    sign_in_by(ann, client, path)

    found = suppose(ann.user, *path)

    assert (found.end, found.steps) == (SIGNED_IN, [])
    assert found.signed_in is not None
    assert found.signed_in.acr == proof_of(client).acr


def test_who_has_too_little_gets_no_further_and_each_way_says_why(nordljus: Tenant) -> None:
    # E15, F01
    turn_off(nordljus, "passkey")

    found = suppose(make_person(nordljus), "password")

    assert (found.end, found.reasons) == (STUCK, ("one_factor_only", "no_other_method"))
    why = {way.method.key: way.outcome for way in found.left}
    assert why.items() >= {"phone": "not_there", "passkey": "off", "password": "proven"}.items()


def test_more_than_somebody_has_keeps_them_out_of_nothing_but_what_asks_for_it(nordljus: Tenant) -> None:
    # E15
    person = make_person(nordljus)
    authenticator_of(person)

    found = suppose(person, "password", "authenticator_code", need=Need(is_phishing_resistant=True))

    assert (found.end, OUT_OF_REACH in found.reasons) == (SIGNED_IN, True)
    assert {"passkey": "not_there"}.items() <= {one.method.key: one.outcome for one in found.left}.items()


def test_what_the_browser_remembers_is_not_asked(nordljus: Tenant) -> None:
    # E15, A19
    set_part(nordljus, REMEMBERING, skip_days=30)
    person = make_person(nordljus)
    app = authenticator_of(person)[0]
    client = browser()
    write_username(client, person.username)
    page = write_password(client)
    client.post(page.address, {"code": app.code(), "dont_ask_again": "yes"})

    known = suppose(person, "password", browser=KnownBrowser.objects.get(user=person))

    assert (known.end, REMEMBERED in known.reasons, known.steps) == (SIGNED_IN, True, [])
    assert offered(suppose(person, "password")) == {"authenticator_code"}


def test_what_is_owed_is_a_step_of_its_own(nordljus: Tenant) -> None:
    # E15, E04
    person = make_person(nordljus)
    authenticator_of(person)
    set_password(person, PASSWORD, actor=None, is_temporary=True)

    found = suppose(person, "password", "authenticator_code")

    assert [step.owes for step in found.steps] == ["new_password"]
    assert found.end == SIGNED_IN


def test_who_may_begin_by_one_step_is_let_in_to_add_the_next(nordljus: Tenant) -> None:
    # E15, D06
    set_part(nordljus, REGISTRATION, asks="enough", one_step_begins=True)

    found = suppose(make_person(nordljus), "password")

    assert found.end == ADDS
    assert found.add is not None
    assert found.add.key == REGISTRATION


def test_a_pass_lets_in_and_opens_nothing_where_one_must_prove_oneself(nordljus: Tenant) -> None:
    # E15, T23
    use_passes(nordljus)
    person = make_person(nordljus, password=None)
    make_pass(person)

    found = suppose(person, need=IN_PERSON)

    assert [step.answered.key for step in found.steps if step.answered] == ["access_pass"]
    assert (found.end, OUT_OF_REACH in found.reasons) == (SIGNED_IN, True)


def test_no_proof_that_is_supposed_counts_for_a_way_that_they_have_not(nordljus: Tenant) -> None:
    # E15
    found = suppose(make_person(nordljus, password=None), "passkey")

    assert found.spurned == {"passkey": "not_there"}
    assert found.end == STUCK


def test_nothing_of_a_real_sign_in_knows_how_to_suppose() -> None:
    # E15, T12
    knowing = [
        str(path)
        for path in source_files(".py")
        if "Supposing" in text_of(path) and not path.is_relative_to("accounts/signin/supposed")
    ]

    assert knowing == []
