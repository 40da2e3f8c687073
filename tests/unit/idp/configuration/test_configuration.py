"""An organisation's settings as a file: written, brought in, all or nothing (H05)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from accounts.audit.models import AuditEvent
from accounts.branding.services import add_logo
from accounts.hooks.models import Hook
from accounts.hooks.services import turn_off as turn_off_hook
from accounts.policy.changing import change, in_plain_values, policy_as_it_stands
from accounts.policy.strengths.settings import KEY as STRENGTHS
from accounts.policy.strengths.settings import OfApplication, OwnSet, StrengthSettings, strengths_in
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from accounts.users.roles import Act
from devices.four_eyes import kinds
from devices.four_eyes.choosing import choose, chosen_in
from devices.four_eyes.kinds import ActKind
from idp.configuration import chapters
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.document import VERSION
from idp.configuration.services import written
from tests.support.hook_server import make_hook
from tests.support.people import allow, make_group, make_person, make_tenant, set_part, set_up

METHODS = ("password", "phone", "authenticator_code")


@pytest.fixture
def nordljus(db: None) -> Tenant:
    """One whose settings are none that a new organisation has."""
    tenant = make_tenant("nordljus", methods=METHODS, two_step=True, digits=6)
    pilots, guests = make_group(tenant, "Pilots"), make_group(tenant, "Guests")
    allow(tenant, "phone", include=[pilots], exclude=[guests])
    allow(tenant, "access_pass")
    set_up(tenant, "access_pass", length=12, is_one_time=False)
    stands = policy_as_it_stands(tenant)
    campaign = {"is_on": True, "method": "phone", "include": [pilots.pk], "snooze_days": 3}
    change(tenant, replace(stands, parts={**stands.parts, "campaign": campaign}), actor=None)
    return tenant


@pytest.fixture
def fjordbank(db: None) -> Tenant:
    return make_tenant("fjordbank", methods=METHODS)


def brought_in(tenant: Tenant, document: Any, tmp_path: Path, *options: str) -> list[str]:
    """The lines that the command said."""
    file, out, err = tmp_path / "settings.json", StringIO(), StringIO()
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    try:
        call_command("tenant", "import", tenant.slug, str(file), *options, stdout=out, stderr=err)
    except CommandError as why:
        raise CommandError(f"{err.getvalue()}{why}") from why
    return out.getvalue().splitlines()


def document(**chapters: Any) -> dict[str, Any]:
    return {"format": VERSION, **chapters}


def exported(tenant: Tenant) -> str:
    out = StringIO()
    call_command("tenant", "export", tenant.slug, stdout=out)
    return out.getvalue()


def test_h05_what_was_written_makes_another_organisation_the_same(
    nordljus: Tenant, fjordbank: Tenant, tmp_path: Path
) -> None:
    # H05
    file = exported(nordljus)

    lines = brought_in(fjordbank, file, tmp_path)

    assert in_plain_values(policy_as_it_stands(fjordbank)) == in_plain_values(policy_as_it_stands(nordljus))
    assert exported(fjordbank).replace("fjordbank", "nordljus") == file
    assert "Group added, with nobody in it: Pilots" in lines
    assert "Phone sign-in: digits: Two digits → Six digits, always typed" in lines
    assert brought_in(fjordbank, file, tmp_path) == ["Nothing differs."]


def test_it_is_written_in_one_order_for_people_to_read(nordljus: Tenant) -> None:
    found = json.loads(exported(nordljus))

    assert list(found) == [
        "format",
        "organisation",
        "groups",
        "applications",
        "believed_hosts",
        "strengths",
        "policy",
        "second_person",
        "webhooks",
    ]
    assert found["groups"] == ["Guests", "Pilots"]
    assert found["policy"]["phone"]["include"] == ["Pilots"]
    assert exported(nordljus) == exported(nordljus)


def test_a_dry_run_says_the_same_and_changes_nothing(
    nordljus: Tenant, fjordbank: Tenant, tmp_path: Path
) -> None:
    before, events = policy_as_it_stands(fjordbank), AuditEvent.objects.count()

    lines = brought_in(fjordbank, exported(nordljus), tmp_path, "--dry-run")
    after = (
        policy_as_it_stands(fjordbank),
        AuditEvent.objects.count(),
        Group.objects.filter(tenant=fjordbank).count(),
    )
    really = brought_in(fjordbank, exported(nordljus), tmp_path)

    assert after == (before, events, 0)
    assert (lines[:-1], lines[-1], really[-1]) == (really[:-1], "Nothing was changed.", "Saved.")


def test_it_is_audited_with_before_and_after(nordljus: Tenant, tmp_path: Path) -> None:
    lines = brought_in(nordljus, document(policy={"phone": {"request_life_seconds": 60}}), tmp_path)

    events = {event.tag: event.details for event in AuditEvent.objects.filter(tenant=nordljus).order_by("pk")}
    assert events["tenant:policy:changed"]["changed"] == {"phone.request_life_seconds": [120, 60]}
    assert events["tenant:configuration:brought_in"] == {"count": len(lines) - 1}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"format": "handslag-configuration-2"}, "format: "),
        (document(branding={}), "branding: There is no such chapter."),
        (document(policy={"phon": {}}), "policy.phon: "),
        (document(policy={"phone": {"number": 1}}), "policy.phone.number: "),
        (document(policy={"phone": {"digits": 3}}), "policy.phone.digits: "),
        (document(policy={"phone": {"digits": "2"}}), "policy.phone.digits: "),
        (document(policy={"phone": {"for": "groups", "include": ["Nobody"]}}), "policy.phone.include: "),
        (
            document(policy={"password": {"for": "off"}, "phone": {"for": "off"}}),
            "policy: Nobody could sign in",
        ),
        (document(policy=[]), "policy: "),
        (document(groups="Pilots"), "groups: "),
        (document(strengths={}), "strengths: It must be a list"),
        (document(strengths=[{"name": "Two", "ways": ["telepathy"]}]), "strengths.0.ways: "),
        (document(strengths=[{"name": "Two"}]), "strengths.0.ways: "),
        (document(strengths=[{"name": "Two", "ways": ["phone"], "more": 1}]), "strengths.0.more: "),
        (
            document(strengths=[{"name": "Two", "ways": ["phone"]}] * 2),
            "strengths: This name stands twice: Two",
        ),
        (
            document(policy={"strengths": {"test_application_strength": "=Not here"}}),
            "policy.strengths.test_application_strength: ",
        ),
        (document(second_person=["everything"]), "second_person.everything: "),
        (document(webhooks=[{"host": "a.example", "told": "everything"}]), "webhooks.0: "),
        (document(webhooks=[{"host": "a.example", "told": ["nothing"], "on": True}]), "webhooks.0.told: "),
        ('{"format": 1, "format": 2}', "It is no JSON: a name stands twice in one object"),
        ("no json", "It is no JSON"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_changed(
    wrong: Any, told: str, nordljus: Tenant, tmp_path: Path
) -> None:
    # E10, H05
    before = policy_as_it_stands(nordljus)
    good = {"groups": ["New"]} if isinstance(wrong, dict) and "groups" not in wrong else {}

    with pytest.raises(CommandError, match="Nothing has been changed") as refused:
        brought_in(nordljus, {**wrong, **good} if isinstance(wrong, dict) else wrong, tmp_path)

    assert told in str(refused.value)
    assert policy_as_it_stands(nordljus) == before
    assert not Group.objects.filter(name="New").exists()


def test_e23_nobody_loses_the_last_way_by_a_file_unless_it_is_said_aloud(
    fjordbank: Tenant, tmp_path: Path
) -> None:
    # E23
    ann = make_person(fjordbank, "ann")
    wanted = document(policy={"password": {"for": "off"}})

    dry = brought_in(fjordbank, wanted, tmp_path, "--dry-run")
    with pytest.raises(CommandError, match=ann.username):
        brought_in(fjordbank, wanted, tmp_path)
    stood = policy_as_it_stands(fjordbank).rule_of("password").is_on
    brought_in(fjordbank, wanted, tmp_path, "--anyway")

    assert [line for line in dry if line.startswith("Only with --anyway: 1 person")]
    assert (stood, policy_as_it_stands(fjordbank).rule_of("password").is_on) == (True, False)


def test_e22_a_file_turns_on_more_that_needs_two_and_turns_none_off(nordljus: Tenant, tmp_path: Path) -> None:
    # E22
    admins = [make_person(nordljus, name, role=User.Role.TENANT_ADMIN) for name in ("disa", "eva")]
    wanted = document(second_person=["appoint", "help_admin", "policy"])

    on = brought_in(nordljus, wanted, tmp_path)
    off = brought_in(nordljus, document(second_person=[]), tmp_path)

    assert on[0].startswith("A second person is needed for: ")
    assert off[0].startswith("Still needs a second person")
    assert chosen_in(nordljus) == {"appoint", "help_admin", "policy"}
    assert len(admins) == 2


def test_e22_what_a_file_adds_takes_nothing_away(
    nordljus: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # E22
    admins = [make_person(nordljus, name, role=User.Role.TENANT_ADMIN) for name in ("disa", "eva")]
    extra = ActKind(key="extra", label="Something else", act=Act.CHANGE_POLICY, words=str)
    monkeypatch.setitem(kinds._table, "extra", extra)
    choose(nordljus, ["policy"], actor=admins[0])

    brought_in(nordljus, document(second_person=["extra"]), tmp_path)

    assert chosen_in(nordljus) == {"appoint", "help_admin", "policy", "extra"}


def test_e22_a_file_is_no_way_around_the_second_person(nordljus: Tenant, tmp_path: Path) -> None:
    # E22
    admins = [make_person(nordljus, name, role=User.Role.TENANT_ADMIN) for name in ("disa", "eva")]
    choose(nordljus, ["policy"], actor=admins[0])

    with pytest.raises(CommandError, match="A second person has to agree"):
        brought_in(nordljus, document(policy={"phone": {"request_life_seconds": 60}}), tmp_path)

    assert in_plain_values(policy_as_it_stands(nordljus))["phone.request_life_seconds"] == 120


def test_i10_no_secret_is_in_a_file_and_webhooks_are_found_by_their_host(
    nordljus: Tenant, tmp_path: Path
) -> None:
    # I10
    hook, secret = make_hook(nordljus, make_person(nordljus, "disa"), kinds=("user:account",))
    file = exported(nordljus)
    turn_off_hook(hook, actor=None)
    Hook.objects.update(kinds=["user:phone"])
    elsewhere = {"host": "other.example", "told": "everything", "on": True}

    lines = brought_in(nordljus, file, tmp_path)
    missing = brought_in(nordljus, document(webhooks=[elsewhere]), tmp_path)

    hook.refresh_from_db()
    assert secret not in file
    assert "s3cret" not in file
    assert json.loads(file)["webhooks"] == [{"host": hook.host, "told": ["user:account"], "on": True}]
    assert (hook.kinds, hook.off_since) == (["user:account"], None)
    assert len(lines) == 3
    assert missing[0].endswith("other.example")


def test_a_chapter_is_part_of_the_file_by_being_registered(
    nordljus: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Any] = []

    def bring_in(wish: Wish) -> Iterator[str]:
        said.append(wish.value)
        yield "Done"

    extra = Chapter(key="extra", written=lambda tenant: tenant.name, bring_in=bring_in)
    monkeypatch.setitem(chapters._chapters, "extra", extra)

    lines = brought_in(nordljus, written(nordljus), tmp_path)

    assert (said, lines[0]) == (["Nordljus"], "Done")


def test_an_unknown_organisation_or_file_is_said(nordljus: Tenant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no organisation with this short name: nobody"):
        call_command("tenant", "export", "nobody")
    with pytest.raises(CommandError, match="The file cannot be read"):
        call_command("tenant", "import", "nordljus", str(tmp_path / "missing"))


def with_own_strength(tenant: Tenant) -> OwnSet:
    """One that the test application requires."""
    own = OwnSet(key="0123456789ab", name="By phone", any_of=(("phone",), ("authenticator_code", "password")))
    asked = OfApplication(application="test_application", strength=own.key, state="reported")
    stands = policy_as_it_stands(tenant)
    settings = asdict(StrengthSettings(sets=(own,), applications=(asked,)))
    change(tenant, replace(stands, parts={**stands.parts, STRENGTHS: settings}), actor=None)
    return own


def test_h05_strengths_of_ones_own_go_along_by_name(
    nordljus: Tenant, fjordbank: Tenant, tmp_path: Path
) -> None:
    # H05, E10
    own = with_own_strength(nordljus)
    file = exported(nordljus)

    lines = brought_in(fjordbank, file, tmp_path)

    here = strengths_in(policy_as_it_stands(fjordbank).parts)
    [made] = here.sets
    assert (made.name, set(made.any_of)) == (own.name, set(own.any_of))
    assert [one.strength for one in here.applications] == [made.key]
    assert json.loads(file)["strengths"] == [
        {"name": "By phone", "ways": ["phone", "authenticator_code+password"]}
    ]
    assert json.loads(file)["policy"]["strengths"]["test_application_strength"] == "=By phone"
    assert own.key not in file
    assert exported(fjordbank).replace("fjordbank", "nordljus") == file
    assert brought_in(fjordbank, file, tmp_path) == ["Nothing differs."]
    assert lines[-1] == "Saved."


def test_a_strength_that_is_there_becomes_what_the_file_says_and_others_stay(
    nordljus: Tenant, tmp_path: Path
) -> None:
    # H05
    own = with_own_strength(nordljus)
    wanted = document(
        strengths=[{"name": "By phone", "ways": ["phone"]}, {"name": "Any", "ways": ["password"]}]
    )

    brought_in(nordljus, wanted, tmp_path)

    sets = strengths_in(policy_as_it_stands(nordljus).parts).sets
    assert [(one.name, one.any_of) for one in sets] == [
        ("By phone", (("phone",),)),
        ("Any", (("password",),)),
    ]
    assert sets[0].key == own.key


def test_e22_a_strength_of_ones_own_is_no_way_around_the_second_person(
    nordljus: Tenant, tmp_path: Path
) -> None:
    # E22
    admins = [make_person(nordljus, name, role=User.Role.TENANT_ADMIN) for name in ("disa", "eva")]
    choose(nordljus, ["policy"], actor=admins[0])

    with pytest.raises(CommandError, match="A second person has to agree"):
        brought_in(nordljus, document(strengths=[{"name": "Any", "ways": ["password"]}]), tmp_path)

    assert not strengths_in(policy_as_it_stands(nordljus).parts).sets


def test_a_logo_that_is_not_there_is_said_and_the_rest_brought_in(
    nordljus: Tenant, fjordbank: Tenant, tmp_path: Path
) -> None:
    # H05, E18
    admin = make_person(nordljus, "disa")
    picture = BytesIO()
    Image.new("RGB", (40, 20), "#7a1fa2").save(picture, "PNG")
    logo = add_logo(nordljus, picture.getvalue(), name="sun.png", actor=admin)
    set_part(nordljus, "branding", logo=logo.kept, colour="#7a1fa2")
    file = exported(nordljus)

    without = brought_in(fjordbank, file, tmp_path)
    colour = branding_of(fjordbank)["colour"]
    here = add_logo(fjordbank, picture.getvalue(), name="another name.png", actor=make_person(fjordbank))
    brought_in(fjordbank, file, tmp_path)

    assert "This logo is not here, so it is not shown. Add it in the portal: sun" in without
    assert colour == "#7a1fa2"
    assert branding_of(fjordbank)["logo"] == here.kept


def branding_of(tenant: Tenant) -> dict[str, Any]:
    return dict(policy_as_it_stands(tenant).parts["branding"])
