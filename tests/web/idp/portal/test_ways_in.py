"""A person's ways in on their page of the portal: all are listed, removed by one page, helped with by others."""

from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.methods.contract import HelpAct, MethodRow, VerificationMethod
from accounts.users.models import User
from accounts.users.roles import Act
from tests.support.pages import read
from tests.web.idp.portal.conftest import Organisation, SignIn

DONE: list[str] = []


def badge_page(request: HttpRequest, person: User, frame: Any) -> HttpResponse:
    DONE.append(request.method or "")
    return render(request, "accounts/ways/grant_one_time_link.html", {**frame, "person": person})


BADGE = VerificationMethod(
    key="badge",
    label="Badge",
    icon="components/icons/key.html",
    rows_for=lambda _user: [MethodRow("badge", "Blue badge", id="b/7", detail="Of the gate")],
    remove=lambda person, row_id, actor: DONE.append(f"{row_id} of {person} by {actor}"),
    help_acts=(
        HelpAct(key="badge", label="Print a badge", act=Act.GRANT_LINK, page=badge_page),
        HelpAct(
            key="shut", label="Shut the gate", act=Act.GRANT_LINK, page=badge_page, is_open=lambda _p: False
        ),
    ),
)


@pytest.fixture
def badge(monkeypatch: pytest.MonkeyPatch) -> VerificationMethod:
    monkeypatch.setitem(registry._methods, "badge", BADGE)
    DONE.clear()
    return BADGE


def page_of(person: User) -> str:
    return f"/portal/users/{person.pk}/change/"


def test_every_way_in_is_listed_with_what_it_is_and_where_it_is_removed(
    nordljus: Organisation, sign_in: SignIn, badge: VerificationMethod
) -> None:  # E04
    page = read(sign_in(nordljus.admin).get(page_of(nordljus.member)))

    assert "Phone of ann@nordljus.example" in page.text
    assert "Password" in page.text
    assert "Blue badge" in page.text
    assert "Of the gate" in page.text
    assert f"/portal/users/{nordljus.member.pk}/remove/badge/b/7/" in page.html
    assert "Turned off for them by the policy" in page.text


def test_a_way_that_admins_cannot_remove_has_no_way_to_it(
    nordljus: Organisation, sign_in: SignIn, badge: VerificationMethod, monkeypatch: pytest.MonkeyPatch
) -> None:  # E04
    monkeypatch.setitem(registry._methods, "badge", replace(badge, remove=None))
    browser = sign_in(nordljus.admin)

    assert "remove/badge/" not in read(browser.get(page_of(nordljus.member))).html
    assert browser.post(f"/portal/users/{nordljus.member.pk}/remove/badge/b/7/").status_code == 404


def test_a_phone_is_removed_after_a_question(nordljus: Organisation, sign_in: SignIn) -> None:  # E04
    browser = sign_in(nordljus.admin)
    address = f"/portal/users/{nordljus.member.pk}/remove/phone/{nordljus.phone.pk}/"

    assert read(browser.get(address)).heading == "Remove Phone of ann@nordljus.example?"
    nordljus.phone.refresh_from_db()
    assert nordljus.phone.state == "active"
    browser.post(address)

    nordljus.phone.refresh_from_db()
    nordljus.member.refresh_from_db()
    assert (nordljus.phone.state, nordljus.member.session_epoch) == ("ended", 1)
    assert AuditEvent.objects.get(tag="user:phone:removed").actor == nordljus.admin
    assert browser.post(address).status_code == 404


def test_removing_any_way_ends_every_session_of_its_person(
    nordljus: Organisation, sign_in: SignIn, badge: VerificationMethod
) -> None:  # E04, T08
    persons_browser = sign_in(nordljus.member)

    sign_in(nordljus.admin).post(f"/portal/users/{nordljus.member.pk}/remove/badge/b/7/")

    assert [f"b/7 of {nordljus.member} by {nordljus.admin}"] == DONE
    assert persons_browser.get("/signed-in/").status_code == 302
    assert AuditEvent.objects.get(tag="user:sessions:ended").actor == nordljus.admin


def test_only_what_this_person_has_is_removed(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, badge: VerificationMethod
) -> None:  # T09, T23
    browser, member = sign_in(nordljus.admin), nordljus.member

    answers = [
        browser.post(f"/portal/users/{of.pk}/remove/{way}/").status_code
        for of, way in (
            (member, f"phone/{fjordbank.phone.pk}"),
            (member, "badge/b/8"),
            (member, "telepathy/1"),
            (fjordbank.member, f"phone/{fjordbank.phone.pk}"),
            (nordljus.admin, "badge/b/7"),
        )
    ]

    assert answers == [404, 404, 404, 404, 403]
    assert DONE == []


def test_what_can_be_done_with_each_method_is_offered_and_leads_to_its_page(
    nordljus: Organisation, sign_in: SignIn, badge: VerificationMethod
) -> None:  # E04
    browser = sign_in(nordljus.admin)

    shown = read(browser.get(page_of(nordljus.member)))
    answer = browser.get(f"/portal/users/{nordljus.member.pk}/help/badge/")

    assert "Print a badge" in shown.text
    assert "Make a one-time sign-in link" in shown.text
    assert "Shut the gate" not in shown.text
    assert (answer.status_code, DONE) == (200, ["GET"])
    assert page_of(nordljus.member) in answer.content.decode()


def test_what_cannot_be_done_now_is_not_done(
    nordljus: Organisation, sign_in: SignIn, badge: VerificationMethod
) -> None:  # E04
    browser = sign_in(nordljus.admin)

    told = read(browser.post(f"/portal/users/{nordljus.member.pk}/help/shut/", follow=True))

    assert f"That cannot be done for {nordljus.member} now." in told.text
    assert browser.get(f"/portal/users/{nordljus.member.pk}/help/unheard-of/").status_code == 404
    assert DONE == []


def test_what_is_done_for_others_is_done_for_nobody_out_of_reach(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, badge: VerificationMethod
) -> None:  # T09, T23
    browser = sign_in(nordljus.admin)

    assert browser.post(f"/portal/users/{fjordbank.member.pk}/help/badge/").status_code == 404
    assert browser.post(f"/portal/users/{nordljus.admin.pk}/help/badge/").status_code == 403
    assert DONE == []


def test_no_two_acts_have_the_same_address() -> None:
    keys = [act.key for method in registry.in_order() for act in method.help_acts]

    assert len(keys) == len(set(keys))
