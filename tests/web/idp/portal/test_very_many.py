"""Where people are very many the portal estimates how many there are, and says so (E14, E23)."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.policy.changing import policy_as_it_stands
from accounts.users.models import User
from idp.portal import home
from idp.portal.areas import groups
from idp.portal.glance import standing_out
from tests.support.pages import read
from tests.support.people import allow, make_group, make_person
from tests.web.idp.portal.conftest import MANY, Organisation, SignIn, add_phone
from tests.web.idp.portal.policy.writing import address, glance, save, send

pytestmark = pytest.mark.both_databases
ESTIMATED = "estimated from 100 of them"


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def test_home_says_about_how_many_there_are(nordljus: Organisation, many: None, admin: Client) -> None:
    allow(nordljus.tenant, "phone")
    add_phone(nordljus.admin)

    page = read(admin.get("/portal/")).text

    [people] = re.findall(r"People who may sign in about (\d+)", page)
    assert MANY * 0.5 < int(people) < MANY * 1.7
    assert ESTIMATED in page
    assert re.search(r"About \d+ people sign in without a phone", page)


def test_reports_of_people_are_estimated_and_say_so(
    nordljus: Organisation, many: None, admin: Client
) -> None:
    page = read(admin.get(f"/portal/reports/{nordljus.tenant.pk}/")).text

    assert re.search(r"May sign in about \d+", page)
    assert re.search("No false page can take it hardly any", page)
    assert page.count(ESTIMATED) == 5


def test_so_does_the_file_of_a_report(nordljus: Organisation, many: None, admin: Client) -> None:
    answer = admin.get(f"/portal/reports/{nordljus.tenant.pk}/strength.csv")
    answer = answer if answer.status_code == 200 else admin.get(_file_of(admin, nordljus))

    head, *_rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))

    assert head[1] == "People, about"


def test_the_policy_says_about_how_many_may_use_a_way_and_have_it(
    nordljus: Organisation, many: None, admin: Client
) -> None:
    assert re.search(r"For everyone about \d+ people", read(admin.get(glance(nordljus))).text)
    assert re.search(r"about \d+ people", read(admin.get(address(nordljus, "password"))).text)


def test_a_change_that_many_notice_is_estimated_and_asked(
    nordljus: Organisation, many: None, admin: Client
) -> None:  # E23
    allow(nordljus.tenant, "phone")

    page = read(send(admin, nordljus, {"password-for": "off"}))

    assert page.heading == "People will notice this"
    assert ESTIMATED in page.text
    assert re.search(r"estimated \d+ people lose their last way in", page.text)
    assert policy_as_it_stands(nordljus.tenant).rule_of("password").is_on


def test_it_is_asked_where_nobody_of_those_who_are_looked_at_notices(
    nordljus: Organisation, many: None, admin: Client
) -> None:  # E23
    allow(nordljus.tenant, "phone")
    make_group(nordljus.tenant, "All", *User.objects.filter(tenant=nordljus.tenant))

    page = read(send(admin, nordljus, {"two_step-for": "everyone", "two_step-exclude": "All"}))

    assert page.heading == "People will notice this"
    assert "Somebody whom none of those is like may lose one too." in page.text


def test_whoever_of_a_small_group_loses_the_last_way_is_named_however_many_others_there_are(
    nordljus: Organisation, many: None, admin: Client
) -> None:  # E23
    allow(nordljus.tenant, "phone")
    rare = User.objects.create_user("zz@nordljus.example", tenant=nordljus.tenant, password="one of theirs")
    make_group(nordljus.tenant, "Crew", rare)

    page = read(send(admin, nordljus, {"password-exclude": "Crew"}))

    assert "1 person loses the last way in" in page.text
    assert rare.username in page.text
    assert ESTIMATED not in page.text


def test_what_is_set_up_of_a_way_is_not_removed_where_it_is_too_much_at_once(
    nordljus: Organisation, many: None, admin: Client
) -> None:
    allow(nordljus.tenant, "phone")
    phone = nordljus.phone

    page = read(send(admin, nordljus, {"phone-for": "off"}))
    save(admin, nordljus, {"phone-for": "off"}, **{"remove-phone": "yes"})

    phone.refresh_from_db()
    assert "it is too much to remove at once" in page.text
    assert "remove-phone" not in page.fields
    assert not policy_as_it_stands(nordljus.tenant).rule_of("phone").is_on
    assert phone.state == phone.State.ACTIVE


def test_a_group_is_counted_no_further_than_its_bound(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_COUNTED", 2)
    make_group(nordljus.tenant, "Two", nordljus.admin, nordljus.member)
    make_group(nordljus.tenant, "Three", nordljus.admin, nordljus.member, make_person(nordljus.tenant, "bo"))

    page = read(admin.get("/portal/groups/")).text

    assert "Two 2" in page
    assert "Three more than 2" in page


def test_answers_and_the_blocked_are_counted_no_further_than_their_bounds(
    nordljus: Organisation, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "MOST_ANSWERS", 2)
    monkeypatch.setattr(standing_out, "MOST_COUNTED", 1)
    [answered] = AuditEvent.objects.filter(tag=home.ANSWERED[0].tag)
    for _n in range(2):
        answered.pk = None
        answered.save()
    for name in ("bo", "cia"):
        User.objects.filter(pk=make_person(nordljus.tenant, name).pk).update(blocked_at="2026-01-01T00:00Z")

    page = read(admin.get("/portal/")).text

    assert "Requests answered in the last 24 hours 2 or more" in page
    assert "Sign-in is blocked for more than 1 people" in page


def _file_of(admin: Client, organisation: Organisation) -> str:
    page = admin.get(f"/portal/reports/{organisation.tenant.pk}/").content.decode()
    return next(str(link) for link in re.findall(r'href="([^"]+)"', page) if "strength" in link)
