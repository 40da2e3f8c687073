"""The policy, by calls: read whole, changed a section at a time as on its page (E01, E10, E22, E23, E24)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.policy.changing import change, in_plain_values, policy_as_it_stands
from accounts.policy.history.models import KeptPolicy
from accounts.policy.strengths.settings import strengths_in
from devices.four_eyes.choosing import choose
from tests.support.passkeys import passkey_of
from tests.support.people import allow, change_policy, make_person, turned_on
from tests.support.scripts import Script, make_script
from tests.web.idp.portal.conftest import MANY, Organisation


@pytest.fixture
def section(script: Script) -> dict[str, Any]:
    found: dict[str, Any] = script.get("policy/phone/")
    return found


def save(script: Script, section: dict[str, Any], **said: Any) -> Any:
    return script.patch(f"policy/{section['key']}/", {"since": section["since"], **said})


def test_all_of_it_is_told_with_what_its_pages_show(script: Script, nordljus: Organisation) -> None:
    allow(nordljus.tenant, "phone", include=[nordljus.group])

    sections = {one["key"]: one for one in script.get("policy/")["sections"]}

    assert sections["two_step"]["values"] == {"for": "off", "include": [], "exclude": []}
    phone = sections["phone"]["values"]
    assert (phone["for"], phone["include"]) == ("groups", ["Pilots of nordljus"])
    plain = in_plain_values(policy_as_it_stands(nordljus.tenant))
    assert {name for name in plain if name.startswith("phone.")} == {f"phone.{name}" for name in phone}


def test_a_setting_is_saved_and_kept_with_who_did_it(
    script: Script, section: dict[str, Any], nordljus: Organisation
) -> None:
    # E24
    answer = save(script, section, values={"request_life_seconds": 60})

    assert answer["saved"] is True
    assert in_plain_values(policy_as_it_stands(nordljus.tenant))["phone.request_life_seconds"] == 60
    kept = KeptPolicy.objects.filter(tenant=nordljus.tenant).latest("pk")
    assert (kept.actor, kept.changed) == (nordljus.admin, {"phone.request_life_seconds": [120, 60]})
    assert AuditEvent.objects.latest("pk").details["script"] == "Personnel system"
    assert answer["since"] == script.get("policy/phone/")["since"] != section["since"]


def test_a_dry_run_tells_whom_it_meets_and_saves_nothing(script: Script, nordljus: Organisation) -> None:
    # E23
    before = policy_as_it_stands(nordljus.tenant)

    answer = script.patch("policy/phone/", {"values": {"for": "everyone"}, "dry_run": True})

    assert answer["saved"] is False
    assert answer["effect"]["people_notice"] is True
    [phone] = answer["effect"]["methods"]
    assert (phone["method"], phone["gaining"]) == ("phone", 2)
    assert [one["after"] for one in answer["differences"]] == ["for everyone"]
    assert policy_as_it_stands(nordljus.tenant) == before


def test_e23_what_people_notice_is_confirmed_first(
    script: Script, section: dict[str, Any], nordljus: Organisation
) -> None:
    # E23
    problem = save(script, section, values={"for": "everyone"})
    status, stood = script.status, policy_as_it_stands(nordljus.tenant).rule_of("phone").is_on
    answer = save(script, section, values={"for": "everyone"}, confirmed=True)

    assert (status, problem["code"], stood) == (409, "people_will_notice", False)
    assert problem["effect"]["methods"][0]["gaining"] == 2
    assert answer["saved"] is True


def test_whoever_loses_the_last_way_is_counted_and_named(script: Script, nordljus: Organisation) -> None:
    # E23
    with turned_on(nordljus.tenant, "phone"):
        answer = script.patch("policy/password/", {"values": {"for": "off"}, "dry_run": True})

    assert answer["effect"]["lose_last_way"] == {
        "count": 1,
        "estimated": False,
        "names": [nordljus.admin.username],
    }
    assert not answer["effect"]["estimated"]


def test_of_very_many_people_it_says_that_it_is_estimated(
    script: Script, nordljus: Organisation, many: None
) -> None:
    # E23
    with turned_on(nordljus.tenant, "phone"):
        answer = script.patch("policy/password/", {"values": {"for": "off"}, "dry_run": True})

    effect = answer["effect"]
    assert (effect["estimated"], effect["methods"][0]["estimated"]) == (True, True)
    assert effect["lose_last_way"]["estimated"]
    assert MANY * 0.5 < effect["lose_last_way"]["count"] < MANY * 1.7


@pytest.mark.parametrize(
    ("key", "values", "place"),
    [
        ("phone", {"digits": 3}, "digits"),
        ("phone", {"digits": "2"}, "digits"),
        ("phone", {"show_place": "yes"}, "show_place"),
        ("phone", {"nonsense": 1}, "nonsense"),
        ("phone", {"for": "groups"}, "include"),
        ("phone", {"for": "groups", "include": ["Nobody"]}, "include"),
        ("sessions", {"nonsense": 1}, "nonsense"),
    ],
)
def test_what_no_page_would_take_is_refused_by_name(
    key: str, values: dict[str, Any], place: str, script: Script, nordljus: Organisation
) -> None:
    before = policy_as_it_stands(nordljus.tenant)

    problem = script.patch(f"policy/{key}/", {"values": values, "since": "x"})

    assert (script.status, list(problem["problems"])) == (400, [place])
    assert policy_as_it_stands(nordljus.tenant) == before


def test_e10_a_policy_that_leaves_no_way_in_is_refused(script: Script, nordljus: Organisation) -> None:
    # E10
    section = script.get("policy/password/")

    problem = save(script, section, values={"for": "off"}, confirmed=True)

    assert (script.status, problem["code"]) == (400, "policy_impossible")
    assert "Nobody could sign in" in problem["problems"][""][0]


def test_a_group_of_somebody_else_is_none(
    script: Script, section: dict[str, Any], fjordbank: Organisation
) -> None:
    # T09
    save(script, section, values={"for": "groups", "include": [fjordbank.group.name]}, confirmed=True)

    assert script.status == 400


def test_what_changed_meanwhile_is_not_overwritten(
    script: Script, section: dict[str, Any], nordljus: Organisation
) -> None:
    # E19
    stands = policy_as_it_stands(nordljus.tenant)
    rule = stands.rule_of("phone")
    other = replace(rule, settings={**rule.settings, "digits": 6})
    change(nordljus.tenant, replace(stands, methods={**stands.methods, "phone": other}), actor=None)

    problem = save(script, section, values={"request_life_seconds": 60})
    blind = script.patch("policy/phone/", {"values": {"request_life_seconds": 60}})

    assert problem["code"] == "policy_changed_meanwhile"
    assert (script.status, list(blind["problems"])) == (400, ["since"])


def test_e22_a_policy_that_takes_two_is_changed_in_the_portal_alone(
    script: Script, section: dict[str, Any], nordljus: Organisation
) -> None:
    # E22
    make_person(nordljus.tenant, "second", role="tenant_admin")
    choose(nordljus.tenant, ["policy"], actor=nordljus.admin)
    before = policy_as_it_stands(nordljus.tenant)

    problem = save(script, section, values={"request_life_seconds": 60}, confirmed=True)

    assert (script.status, problem["code"]) == (403, "needs_second_person")
    assert policy_as_it_stands(nordljus.tenant) == before


def test_every_section_can_be_sent_back_as_it_is(script: Script, nordljus: Organisation) -> None:
    allow(nordljus.tenant, "phone", include=[nordljus.group], exclude=[nordljus.other])

    for section in script.get("policy/")["sections"]:
        answer = save(script, section, values=section["values"])

        assert (section["key"], answer.get("differences")) == (section["key"], [])


def test_a_strength_of_ones_own_is_made(script: Script, nordljus: Organisation) -> None:
    # E10
    new = script.get("policy/strengths-new/")
    wanted = {"name": "Field work", "ways": ["passkey"]}

    made = script.patch("policy/strengths-new/", {"since": new["since"], "values": wanted, "confirmed": True})

    assert (script.status, made["saved"]) == (200, True)
    assert [one.name for one in strengths_in(policy_as_it_stands(nordljus.tenant).parts).sets] == [
        "Field work"
    ]


def test_e23_whom_a_strength_asks_and_who_could_not_meet_it_is_said(
    script: Script, nordljus: Organisation
) -> None:
    # E10, E23
    with turned_on(nordljus.tenant, "passkey"):
        passkey_of(nordljus.admin)
        rule = {"rule1_strength": "phishing_resistant", "rule1_state": "on"}
        answer = script.patch("policy/strengths/", {"values": rule, "dry_run": True})

    [asked] = answer["effect"]["strengths"]
    assert (asked["asked"], asked["only_reported"]) == (2, False)
    assert asked["too_weak"] == {"count": 1, "estimated": False, "names": [nordljus.member.username]}


def test_e23_who_is_asked_for_less_is_counted(script: Script, nordljus: Organisation) -> None:
    # E23
    change_policy(nordljus.tenant, two_step=True)

    answer = script.patch("policy/two_step/", {"values": {"for": "off"}, "dry_run": True})

    assert answer["effect"]["people_notice"] is True
    assert answer["effect"]["asked_two_steps_no_more"]["count"] == 2


def test_whoever_may_not_read_people_gets_numbers_and_no_names(nordljus: Organisation) -> None:
    # T23
    blind = make_script(nordljus.tenant, nordljus.admin, scopes=["policy:write"], name="Blind")
    with turned_on(nordljus.tenant, "phone"):
        answer = blind.patch("policy/password/", {"values": {"for": "off"}, "dry_run": True})

    assert answer["effect"]["lose_last_way"] == {"count": 1, "estimated": False, "names": []}
