"""What if: what somebody would be asked at sign-in and why, with nothing done (E15)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import AuditEvent
from accounts.policy.history.models import KeptPolicy
from accounts.users import roles
from accounts.users.models import User
from accounts.users.services import block, disable
from tests.support.pages import Page, browser, read, sign_in_by_password
from tests.support.passes import use_passes
from tests.support.passkeys import passkey_of
from tests.support.people import allow, change_policy, make_group, make_person, policy_of, set_part, turn_off
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy import writing

STEPS = "Step "


def address(organisation: Organisation) -> str:
    return f"/portal/policy/{organisation.tenant.pk}/what-if/"


def suppose(client: Client, organisation: Organisation, person: User | str = "", **said: Any) -> Page:
    who = person or organisation.member
    written = {"person": str(getattr(who, "username", who)), "application": "plain", "browser": "new", **said}
    return read(client.post(address(organisation), written))


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def test_it_begins_with_nothing_supposed(admin: Client, nordljus: Organisation) -> None:
    page = read(admin.get(address(nordljus)))

    assert page.status == 200
    assert STEPS not in page.text


def test_each_step_is_told_in_order_with_what_asks_for_it(admin: Client, nordljus: Organisation) -> None:
    # E15, F01
    allow(nordljus.tenant, "phone")
    change_policy(nordljus.tenant, two_step=True)

    page = suppose(admin, nordljus, passed=["password"])

    assert "Two steps, by the policy of the organisation" in page.text
    assert "what was proven is one step alone" in page.text
    assert "Step 1 Handslag app" in page.text
    assert "They are signed in." in page.text


def test_where_one_step_is_enough_no_more_is_asked(admin: Client, nordljus: Organisation) -> None:
    # E15
    page = suppose(admin, nordljus, passed=["password"])

    assert "They are signed in. One step." in page.text
    assert STEPS not in page.text


def test_an_application_that_asks_for_more_is_asked_for_more(admin: Client, nordljus: Organisation) -> None:
    # E15
    allow(nordljus.tenant, "phone")

    page = suppose(admin, nordljus, passed=["password"], application="two_steps")

    assert "Two steps, by what was opened" in page.text
    assert "Step 1 Handslag app" in page.text


def test_a_way_that_is_not_for_them_names_the_groups_that_decide(
    admin: Client, nordljus: Organisation
) -> None:
    # E15, E01
    board = make_group(nordljus.tenant, "Board", make_person(nordljus.tenant, "bo"))
    allow(nordljus.tenant, "phone", include=[board])
    assert (
        "Handslag app Not for their groups (it is for Board)"
        in suppose(admin, nordljus, passed=["password"], application="two_steps").text
    )

    allow(nordljus.tenant, "phone", exclude=[nordljus.group])
    assert f"not for one of their groups ({nordljus.group.name})" in suppose(admin, nordljus).text

    turn_off(nordljus.tenant, "phone")
    assert "Handslag app Off" in suppose(admin, nordljus).text


def test_what_they_have_that_cannot_be_used_is_told_with_how_it_stands(
    admin: Client, nordljus: Organisation
) -> None:
    # E15
    allow(nordljus.tenant, "passkey")
    _, row = passkey_of(nordljus.member)
    type(row).objects.filter(pk=row.pk).update(stopped_at="2026-01-01T00:00:00Z")

    page = suppose(admin, nordljus)

    assert "Passkey Shown · they have none that can be used" in page.text
    assert "My passkey: Passkey · Apple Passwords · Synced · stopped" in page.text


def test_who_cannot_sign_in_is_asked_for_nothing_and_why_is_told(
    admin: Client, nordljus: Organisation
) -> None:
    # E15
    blocked = make_person(nordljus.tenant, "blocked")
    block(blocked)
    assert "its person has reported it" in suppose(admin, nordljus, blocked).text

    disable(blocked, actor=None)
    page = suppose(admin, nordljus, blocked)
    assert "the account is disabled" in page.text
    assert STEPS not in page.text


def test_from_a_blocked_network_only_a_browser_used_before_gets_further(
    admin: Client, nordljus: Organisation
) -> None:
    # E15, T39
    nordljus.tenant.blocked_networks = {"192.0.2.0/24": "2026-01-01T00:00:00+00:00"}
    nordljus.tenant.save()
    sign_in_by_password(browser(), nordljus.member)

    refused = suppose(admin, nordljus, address="192.0.2.7")
    let_in = suppose(admin, nordljus, address="192.0.2.7", browser="used")

    assert "strangers from that network are blocked" in refused.text
    assert STEPS in let_in.text


def test_after_too_many_wrong_tries_the_way_is_told_to_be_shut(admin: Client, nordljus: Organisation) -> None:
    # E15, E16
    stranger = browser()
    for number in range(10):
        sign_in_by_password(stranger, nordljus.member, f"wrong {number}")

    assert "no try is taken for 1 minute" in suppose(admin, nordljus).text


def test_nothing_comes_of_it_and_that_it_was_looked_at_is_written_down(
    admin: Client, nordljus: Organisation
) -> None:
    # E15
    before = set(AuditEvent.objects.values_list("pk", flat=True))

    suppose(admin, nordljus)

    new = AuditEvent.objects.exclude(pk__in=before).get()
    assert (new.tag, new.subject_id, new.actor_id) == (
        "user:what_if:looked_at",
        nordljus.member.pk,
        nordljus.admin.pk,
    )


def test_opened_it_writes_nothing_down(admin: Client, nordljus: Organisation) -> None:
    # E15
    before = AuditEvent.objects.count()

    admin.get(address(nordljus))

    assert AuditEvent.objects.count() == before


def test_people_of_another_organisation_are_nobody_here(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:
    # E15, T09
    page = suppose(admin, nordljus, fjordbank.member)

    assert page.status == 400
    assert "Nobody in this organisation has that username." in page.text
    assert read(admin.get(address(fjordbank))).status == 404


def test_what_is_no_address_is_refused(admin: Client, nordljus: Organisation) -> None:
    page = suppose(admin, nordljus, address="everywhere")

    assert "Write one address" in page.text


def test_proof_that_counts_no_more_is_told(admin: Client, nordljus: Organisation) -> None:
    # E15, E19
    page = suppose(admin, nordljus, passed=["phone"])

    assert "Handslag app does not count: off." in page.text


def with_changes(client: Client, organisation: Organisation, changes: dict[str, Any], **more: Any) -> Page:
    """What the preview of a page of the policy sends on, and who it is asked of."""
    fields = writing.written(organisation.tenant, changes)
    who = {"person": organisation.member.username, "application": "plain", "browser": "new"}
    key = writing.key_of(changes)
    return read(client.post(address(organisation), {**fields, "supposing": key, **who, **more}))


@pytest.mark.both_databases
def test_with_changes_that_are_not_saved_it_tells_what_they_would_do(
    admin: Client, nordljus: Organisation
) -> None:
    # E15, E02
    allow(nordljus.tenant, "phone")

    page = with_changes(admin, nordljus, {"two_step-for": "everyone"}, passed=["password"])

    assert "Two steps, by the policy of the organisation" in page.text
    assert "Step 1 Handslag app" in page.text
    as_it_stands = with_changes(
        admin, nordljus, {"two_step-for": "everyone"}, passed=["password"], as_it_stands="yes"
    )
    assert "They are signed in. One step." in as_it_stands.text


@pytest.mark.both_databases
def test_what_is_only_supposed_is_saved_nowhere_and_told_to_nobody(
    admin: Client, nordljus: Organisation
) -> None:
    # E15
    before, events = policy_of(nordljus.tenant), AuditEvent.objects.count()

    page = with_changes(admin, nordljus, {"phone-for": "everyone"})

    assert "with your changes" in page.text
    assert policy_of(nordljus.tenant) == before
    assert AuditEvent.objects.count() == events + 1
    assert not KeptPolicy.objects.exists()


def test_the_preview_of_a_page_leads_there_with_what_is_written_on_it(
    admin: Client, nordljus: Organisation
) -> None:
    # E15
    preview = read(writing.send(admin, nordljus, {"phone-for": "everyone"}, look="yes"))
    assert f'formaction="{address(nordljus)}"' in preview.html

    kept = writing.asked_again(preview.html)
    page = read(admin.post(address(nordljus), {**kept, "supposing": "phone"}))

    assert "With your changes of" in page.text
    assert writing.asked_again(page.html)["phone-for"] == ["everyone"]


def test_changes_that_cannot_be_saved_are_not_supposed_either(admin: Client, nordljus: Organisation) -> None:
    # E15
    page = with_changes(admin, nordljus, {"password-for": "off"})

    assert page.status == 400
    assert "These changes cannot be saved." in page.text
    assert STEPS not in page.text


def test_a_page_of_the_policy_that_is_not_there_is_not_supposed(
    admin: Client, nordljus: Organisation
) -> None:
    page = read(admin.post(address(nordljus), {"supposing": "telepathy"}))

    assert page.status == 404


def test_groups_that_decide_are_named_and_many_are_counted(admin: Client, nordljus: Organisation) -> None:
    # E15
    groups = [make_group(nordljus.tenant, f"Class {number}") for number in range(7)]
    allow(nordljus.tenant, "phone", include=groups)

    page = suppose(admin, nordljus)

    assert "(it is for Class 0, Class 1, Class 2, Class 3, Class 4 and 2 more)" in page.text


def test_it_asks_as_much_of_the_database_however_many_groups_there_are(
    admin: Client, nordljus: Organisation
) -> None:
    # E15
    allow(nordljus.tenant, "phone", include=[make_group(nordljus.tenant, "One")])
    with CaptureQueriesContext(connection) as few:
        suppose(admin, nordljus)
    allow(nordljus.tenant, "phone", include=[make_group(nordljus.tenant, f"G{n}") for n in range(9)])
    with CaptureQueriesContext(connection) as many:
        suppose(admin, nordljus)

    assert len(many) == len(few)


def test_who_may_see_the_policy_and_not_people_is_refused(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    # E15, T23
    rights = roles.TABLE[User.Role.READER]
    narrower = replace(rights, acts=rights.acts - {roles.Act.SEE_PEOPLE})
    monkeypatch.setattr(roles, "TABLE", {**roles.TABLE, User.Role.READER: narrower})
    reader = sign_in(make_person(nordljus.tenant, "reader", role=User.Role.READER))

    assert reader.get(address(nordljus)).status_code == 403
    assert suppose(reader, nordljus).status == 403


def test_that_a_pass_only_lets_one_add_ways_is_told(admin: Client, nordljus: Organisation) -> None:
    # E15, E04
    use_passes(nordljus.tenant, only_adds=True)
    assert (
        "Their session may add ways to sign in, and do nothing else."
        in suppose(admin, nordljus, passed=["access_pass"]).text
    )

    use_passes(nordljus.tenant, only_adds=False)
    assert "and do nothing else" not in suppose(admin, nordljus, passed=["access_pass"]).text


def test_on_a_trusted_network_it_says_by_which_name_the_second_step_is_spared(
    admin: Client, nordljus: Organisation
) -> None:  # E15, E09
    allow(nordljus.tenant, "phone")
    change_policy(nordljus.tenant, two_step=True)
    set_part(nordljus.tenant, "trusted_networks", is_on=True, networks=["203.0.113.0/24 Office"])

    there = suppose(admin, nordljus, passed=["password"], address="203.0.113.7")
    elsewhere = suppose(admin, nordljus, passed=["password"], address="198.51.100.7")
    to_portal = suppose(admin, nordljus, passed=["password"], address="203.0.113.7", application="portal")

    assert "On the trusted network Office the second step is not asked." in there.text
    assert STEPS not in there.text
    for page in (elsewhere, to_portal):
        assert "Office" not in page.text
        assert "Step 1 Handslag app" in page.text


def test_which_groups_decided_about_two_steps_is_said(admin: Client, nordljus: Organisation) -> None:
    # E15, E09
    change_policy(nordljus.tenant, two_step=True)
    bo = make_person(nordljus.tenant, "bo")
    set_part(nordljus.tenant, "two_step_groups", include=[nordljus.group.pk])

    member, other = (suppose(admin, nordljus, one, passed=["password"]) for one in (nordljus.member, bo))
    set_part(nordljus.tenant, "two_step_groups", exclude=[nordljus.group.pk])
    left_out = suppose(admin, nordljus, passed=["password"])

    assert f"Two steps are asked of them, for they are in: {nordljus.group.name}." in member.text
    assert "they are in none of the groups of whom they are." in other.text
    assert f"these groups of theirs are left out: {nordljus.group.name}." in left_out.text
