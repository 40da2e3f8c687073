"""Strengths in the portal: what is required, sets of the organisation's own, and what is only reported (E10, E15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import clock
from accounts.policy.changing import PolicyImpossible, fingerprint, policy_as_it_stands
from accounts.policy.history.models import KeptPolicy
from accounts.policy.strengths.settings import StrengthSettings, strengths_in
from accounts.sign_in_log.models import SignInAttempt
from accounts.users.models import User
from idp.portal.policy.services import save_policy
from tests.support.kept_log import keep_log
from tests.support.pages import Page, browser, read, write_password, write_username
from tests.support.passkeys import passkey_of
from tests.support.people import allow, make_person, policy_of, set_part, switch_off
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import (
    address,
    asked_again,
    changes_written_down,
    save,
    send,
    sure,
    written,
)

SAFE = "phishing_resistant"
PORTAL, TEST = "strengths-portal_strength", "strengths-test_application_strength"
SHUTS_OUT = "You could not come in any more yourself"
NIGHT = {"key": "ab", "name": "Night shift", "any_of": [["password", "phone"], ["passkey"]]}


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    """The admin's, who signs in by a password and a code; passkeys are on, and nobody has one."""
    allow(nordljus.tenant, "passkey")
    return sign_in(nordljus.admin)


def kept(organisation: Organisation) -> StrengthSettings:
    return strengths_in(policy_as_it_stands(organisation.tenant).parts)


def listed(organisation: Organisation) -> str:
    return f"/portal/policy/{organisation.tenant.pk}/strengths/"


def asked(browser: Client, organisation: Organisation, changes: dict[str, Any]) -> Page:
    """What is shown first; nothing is saved by it."""
    before = policy_of(organisation.tenant)
    page = read(send(browser, organisation, changes))
    assert policy_of(organisation.tenant) == before
    return page


def test_at_first_nothing_is_required(admin: Client, nordljus: Organisation) -> None:  # E10
    page = read(admin.get(address(nordljus, "strengths")))

    assert page.heading == "Required strength"
    for name in ("Admin portal", "Security info", "Test application", "Rule 1"):
        assert name in page.text
    assert "What is only reported" not in page.text
    assert page.links["Open the test application"] == "/test-application/"


def test_who_could_not_meet_it_is_counted_and_named_before_it_is_saved(
    admin: Client, nordljus: Organisation
) -> None:  # E10, E23
    passkey_of(nordljus.member)

    page = asked(admin, nordljus, {TEST: SAFE})

    assert page.heading == "People will notice this"
    assert "Test application: Phishing-resistant. Asked of 2 people." in page.text
    assert "1 of them could not meet it with what they have now: admin@nordljus.example" in page.text

    save(admin, nordljus, {TEST: SAFE})
    assert [one.strength for one in kept(nordljus).applications] == [SAFE]


def test_of_a_group_who_would_not_come_in_any_more_is_told_as_ever(
    admin: Client, nordljus: Organisation
) -> None:  # E23
    rule = {"strengths-rule1_strength": SAFE, "strengths-rule1_include": nordljus.group.name}

    page = asked(admin, nordljus, rule)

    assert (
        "1 person loses the last way in and then needs a one-time link from you: ann@nordljus.example"
        in page.text
    )


def test_whoever_saves_it_cannot_shut_themselves_out_of_the_portal(
    admin: Client, nordljus: Organisation
) -> None:  # E10
    refused = read(save(admin, nordljus, {PORTAL: SAFE}))
    passkey_of(nordljus.admin)
    save(admin, nordljus, {PORTAL: SAFE})

    assert SHUTS_OUT in refused.text
    assert [one.application for one in kept(nordljus).applications] == ["portal"]


def test_nor_of_signing_in_at_all(admin: Client, nordljus: Organisation) -> None:  # E10
    assert SHUTS_OUT in read(save(admin, nordljus, {"strengths-rule1_strength": SAFE})).text
    assert kept(nordljus).groups == ()


def test_what_is_only_reported_shuts_nobody_out(admin: Client, nordljus: Organisation) -> None:  # E15
    page = asked(admin, nordljus, {PORTAL: SAFE, "strengths-portal_state": "reported"})
    save(admin, nordljus, {PORTAL: SAFE, "strengths-portal_state": "reported"})

    assert "Reported for 1 person; nobody is asked." in page.text
    assert [one.state for one in kept(nordljus).applications] == ["reported"]


def test_by_whatever_road_it_is_saved(admin: Client, nordljus: Organisation) -> None:  # E10
    stands = policy_as_it_stands(nordljus.tenant)
    rule = {"application": "portal", "strength": SAFE, "state": "on"}
    wanted = type(stands)(parts={**stands.parts, "strengths": {"applications": [rule]}})

    with pytest.raises(PolicyImpossible):
        save_policy(nordljus.tenant, wanted, actor=nordljus.admin, since=fingerprint(stands))

    assert kept(nordljus).applications == ()


def test_an_operator_saves_it_for_others(nordljus: Organisation, operator: User, sign_in: SignIn) -> None:
    allow(nordljus.tenant, "passkey")

    save(sign_in(operator), nordljus, {PORTAL: SAFE})

    assert [one.strength for one in kept(nordljus).applications] == [SAFE]


def test_the_portals_own_need_is_not_lowered(admin: Client, nordljus: Organisation, sign_in: SignIn) -> None:
    # E10, E03
    sets = [{"key": "ab", "name": "Password", "any_of": [["password"]]}]
    portal = {"application": "portal", "strength": "ab", "state": "on"}
    set_part(nordljus.tenant, "strengths", sets=sets, applications=[portal])
    weak = browser()
    write_username(weak, nordljus.admin.username)
    write_password(weak)

    assert weak.get("/portal/").status_code == 403
    assert admin.get("/portal/").status_code == 200


def test_the_portal_asks_for_more_where_more_is_required(
    admin: Client, nordljus: Organisation
) -> None:  # E10
    portal = {"application": "portal", "strength": SAFE, "state": "on"}
    set_part(nordljus.tenant, "strengths", applications=[portal])

    page = read(admin.get("/portal/"))

    assert page.status == 403
    assert "This needs a way that no fake site can ask for" in page.text


def test_what_nobody_could_prove_is_said_beside_it(admin: Client, nordljus: Organisation) -> None:  # E10
    switch_off(nordljus.tenant, "passkey")

    page = send(admin, nordljus, {TEST: SAFE, "strengths-rule3_strength": SAFE})

    errors = page.context["form"].errors
    assert set(errors) == {TEST, "strengths-rule3_strength"}, (
        "beside the rule that was written, not the first"
    )


def test_groups_without_a_strength_are_asked_for_one(admin: Client, nordljus: Organisation) -> None:
    page = send(admin, nordljus, {"strengths-rule2_include": nordljus.group.name})

    assert "Choose a strength for these groups." in read(page).text


def test_it_stands_in_the_history_in_words_and_is_put_back(admin: Client, nordljus: Organisation) -> None:
    # E02
    save(admin, nordljus, {TEST: "two_step"})
    history = read(admin.get(f"/portal/policy/{nordljus.tenant.pk}/history/"))
    before = KeptPolicy.objects.filter(tenant=nordljus.tenant).order_by("pk").first()
    assert before is not None

    admin.post(f"/portal/policy/{nordljus.tenant.pk}/history/{before.pk}/", sure(nordljus.tenant))

    assert "Added: Test application: Two-step (on)" in history.text
    assert kept(nordljus).applications == ()


def test_a_group_that_it_names_is_kept_and_what_was_for_gone_groups_is_not_put_back(
    admin: Client, nordljus: Organisation
) -> None:
    rule = {"strengths-rule1_strength": "two_step", "strengths-rule1_include": nordljus.other.name}
    save(admin, nordljus, rule)
    row = KeptPolicy.objects.filter(tenant=nordljus.tenant).latest("pk")
    refused = admin.post(f"/portal/accounts/group/{nordljus.other.pk}/delete/", {"post": "yes"})
    save(admin, nordljus, {"strengths-rule1_strength": "", "strengths-rule1_include": ""})
    nordljus.other.delete()

    page = read(admin.get(f"/portal/policy/{nordljus.tenant.pk}/history/{row.pk}/"))

    assert refused.status_code != 302
    assert "None of the groups that it was for is there any more" in page.text


def test_two_admins_do_not_overwrite_one_another(admin: Client, nordljus: Organisation) -> None:
    fields = written(nordljus.tenant, {TEST: "two_step"})
    set_part(nordljus.tenant, "strengths", sets=[NIGHT])

    page = admin.post(address(nordljus, "strengths"), fields | sure(nordljus.tenant))

    assert page.status_code == 409
    assert kept(nordljus).applications == ()


def test_a_set_of_ones_own_is_made_and_required(admin: Client, nordljus: Organisation) -> None:  # E10
    allow(nordljus.tenant, "phone")
    made = admin.post(
        address(nordljus, "strengths-new"),
        {
            "strengths-name": "Night shift",
            "strengths-ways": ["passkey", "password+phone"],
            "stands": fingerprint(policy_as_it_stands(nordljus.tenant), "strengths"),
        },
    )

    [own] = kept(nordljus).sets
    page = read(admin.get(listed(nordljus)))
    save(admin, nordljus, {TEST: own.key})

    assert made.headers["Location"] == listed(nordljus)
    assert (own.name, set(own.any_of)) == ("Night shift", {("passkey",), ("password", "phone")})
    assert "Passkey; Handslag app and Password Required nowhere" in page.text
    assert "Required of: Test application (on)" in read(admin.get(listed(nordljus))).text
    assert changes_written_down()[0]["strengths.sets"][1] == [
        '["Night shift", [["passkey"], ["password", "phone"]]]'
    ]


def test_a_set_without_a_name_or_ways_is_not_made(admin: Client, nordljus: Organisation) -> None:
    stands = fingerprint(policy_as_it_stands(nordljus.tenant), "strengths")

    page = read(admin.post(address(nordljus, "strengths-new"), {"strengths-name": "", "stands": stands}))

    assert "Give it a name." in page.text
    assert "Choose at least one way." in page.text
    assert kept(nordljus).sets == ()


def test_changing_a_set_shows_who_could_not_meet_it_any_more(admin: Client, nordljus: Organisation) -> None:
    # E23
    rule = {"application": "test_application", "strength": "ab", "state": "on"}
    set_part(nordljus.tenant, "strengths", sets=[NIGHT], applications=[rule])
    stands = fingerprint(policy_as_it_stands(nordljus.tenant), "strengths")
    fields = {"strengths-name": "Night shift", "strengths-ways": ["passkey"], "stands": stands}

    page = read(admin.post(address(nordljus, "strengths-ab"), fields))

    assert page.heading == "People will notice this"
    assert "2 of them could not meet it" in page.text


def test_only_a_set_that_nothing_uses_is_deleted(admin: Client, nordljus: Organisation) -> None:  # E10
    rule = {"application": "test_application", "strength": "ab", "state": "off"}
    set_part(nordljus.tenant, "strengths", sets=[NIGHT], applications=[rule])
    admin.post(listed(nordljus), {"delete": "ab", **sure(nordljus.tenant)})
    used = [one.key for one in kept(nordljus).sets]

    set_part(nordljus.tenant, "strengths", applications=[])
    shown = read(admin.post(listed(nordljus), {"delete": "ab", "look": "yes"}))
    admin.post(listed(nordljus), asked_again(shown.html))

    assert used == ["ab"]
    assert "Taken out: Night shift" in shown.text
    assert kept(nordljus).sets == ()


def test_a_reader_looks_and_changes_nothing(nordljus: Organisation, sign_in: SignIn) -> None:  # E03
    set_part(nordljus.tenant, "strengths", sets=[NIGHT])
    reader = sign_in(make_person(nordljus.tenant, "reader", role=User.Role.READER))

    page = read(reader.get(listed(nordljus)))
    refused = reader.post(listed(nordljus), {"delete": "ab", **sure(nordljus.tenant)})

    assert "Night shift" in page.text
    assert "Remove" not in page.text
    assert refused.status_code == 403
    assert len(kept(nordljus).sets) == 1


def test_a_page_of_a_set_that_is_not_there_is_none(admin: Client, nordljus: Organisation) -> None:
    assert admin.get(address(nordljus, "strengths-gone")).status_code == 404


def test_at_a_glance_it_says_what_is_required(admin: Client, nordljus: Organisation) -> None:
    save(admin, nordljus, {TEST: "two_step"})

    page = read(admin.get(f"/portal/policy/{nordljus.tenant.pk}/"))

    assert "Test application: Two-step (on)" in page.text
    assert "Three that are built in" in page.text


def test_the_last_days_of_what_is_only_reported_are_counted_and_lead_to_the_log(
    admin: Client, nordljus: Organisation
) -> None:  # E15
    set_part(nordljus.tenant, "strengths", groups=[{"strength": "two_step", "state": "reported"}])
    client = browser()
    write_username(client, nordljus.member.username)
    write_password(client)
    keep_log()
    SignInAttempt.objects.create(
        tenant=nordljus.tenant,
        person=nordljus.member,
        mark="old",
        at=clock.now() - timedelta(days=8),
        last_at=clock.now(),
        first_event=1,
        last_event=1,
        reported="refused",
    )

    page = read(admin.get(address(nordljus, "strengths")))
    row = SignInAttempt.objects.get(
        person=nordljus.member, reported__gt="", at__gte=clock.now() - timedelta(days=1)
    )
    log = admin.get(page.links["1"])
    one = read(admin.get(f"/portal/sign-ins/{nordljus.tenant.pk}/{row.pk}/"))

    assert row.reported == "refused"
    assert "Would not have come in 1" in page.text
    assert [line.row.pk for line in log.context["lines"]] == [row.pk]
    assert "Two-step, required of everybody: they would not have come in" in one.text
