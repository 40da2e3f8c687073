"""Those who look after people see that everything of somebody's was stopped, and bring it back (D10, T23)."""

import pytest
from django.urls import reverse

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.security_info.securing import secure
from accounts.security_info.securing.events import ALERT, BROUGHT_BACK
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.pages import read
from tests.web.idp.portal.conftest import Organisation, SignIn


def stop_all(organisation: Organisation) -> PhoneAccount:
    secure(
        organisation.member,
        keep_session=None,
        keep=[("password", "password")],
        why="own_word_signed_out",
        shown=["password"],
        origin={"browser": "Firefox", "system": "Linux", "ip": "192.0.2.7"},
    )
    return organisation.phone


def page_of(person: User) -> str:
    return f"/portal/users/{person.pk}/change/"


def back(person: User, account: PhoneAccount) -> str:
    return reverse("admin:accounts_user_bring_back", args=[person.pk, "phone", account.pk])


def test_the_alert_says_what_was_shown_kept_and_stopped_and_from_where(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # D10
    stop_all(nordljus)
    alert = Alert.objects.get(kind=ALERT.key)

    listed = read(sign_in(nordljus.admin).get("/portal/alerts/"))
    page = read(sign_in(nordljus.admin).get(f"/portal/alerts/{alert.pk}/"))

    assert "Something is wrong with their account" in listed.text
    assert "Shown Password" in page.text
    assert "Kept Password" in page.text
    assert "Phone of ann@nordljus.example" in page.text
    assert "192.0.2.7" in page.text
    assert "somebody who could not sign in said that something was wrong" in page.text


def test_the_persons_page_says_so_until_it_is_dealt_with(nordljus: Organisation, sign_in: SignIn) -> None:
    # D10
    stop_all(nordljus)
    client = sign_in(nordljus.admin)
    before = read(client.get(page_of(nordljus.member)))

    client.post(f"/portal/alerts/{Alert.objects.get(kind=ALERT.key).pk}/")
    after = read(client.get(page_of(nordljus.member)))

    assert "something is wrong with their account" in before.text
    assert "something is wrong with their account" not in after.text


def test_an_admin_brings_one_thing_back_which_is_written_down(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # D10, T23
    account = stop_all(nordljus)
    client = sign_in(nordljus.admin)
    listed = read(client.get(page_of(nordljus.member)))

    asked = read(client.get(back(nordljus.member, account)))
    still = PhoneAccount.objects.get(pk=account.pk).state
    client.post(back(nordljus.member, account))

    assert back(nordljus.member, account) in listed.html
    assert "Bring back Phone of ann@nordljus.example?" in asked.text
    assert still == "suspended"
    assert PhoneAccount.objects.get(pk=account.pk).state == "active"
    event = AuditEvent.objects.get(tag=BROUGHT_BACK.tag)
    assert (event.actor, event.details["way"]) == (nordljus.admin, "Phone of ann@nordljus.example")


def test_what_is_not_stopped_has_no_page(nordljus: Organisation, sign_in: SignIn) -> None:
    # D10
    page = back(nordljus.member, nordljus.phone)

    assert sign_in(nordljus.admin).get(page).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_t23_an_admin_brings_back_nothing_of_another_organisation(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, method: str
) -> None:  # D10
    account = stop_all(nordljus)

    answer = getattr(sign_in(fjordbank.admin), method)(back(nordljus.member, account))

    assert answer.status_code == 404
    assert PhoneAccount.objects.get(pk=account.pk).state == "suspended"
