"""Applications in the portal: added in a minute, listed, looked at (G02)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.users.models import User
from idp.oidc.applications.models import Application, ClientSecret
from idp.oidc.applications.secrets import has_secret
from tests.support.pages import read
from tests.support.people import make_person
from tests.support.relying import RelyingParty
from tests.web.idp.portal.applications.conftest import ADDRESS, at, listed
from tests.web.idp.portal.conftest import Organisation, SignIn

WRITTEN = {"name": "Payroll", "kind": "web", "redirect_uris": ADDRESS, "whom": "everybody"}


def test_the_rail_leads_to_an_empty_list_that_says_what_to_do(admin: Client, nordljus: Organisation) -> None:
    page = read(admin.get("/portal/applications/", follow=True))

    assert page.address == listed(nordljus)
    assert "There is none yet. Add what your people use" in page.text
    assert page.links["Add an application"] == f"{listed(nordljus)}add/"


def test_g02_an_admin_adds_one_and_sees_its_secret_once(admin: Client, nordljus: Organisation) -> None:
    page = read(admin.post(f"{listed(nordljus)}add/", WRITTEN))

    made = Application.objects.get()
    assert (made.name, made.kind, made.redirect_uris) == ("Payroll", "web", [ADDRESS])
    assert (made.tenant, made.is_for_everybody, made.may_stay) == (nordljus.tenant, True, False)
    secret = next(word for word in page.html.split(">") if has_secret(made, word.split("<")[0])).split("<")[0]
    assert made.client_id in page.text
    assert "http://testserver/t/nordljus" in page.text or "/t/nordljus" in page.text
    shown = [admin.get(path).content.decode() for path in (at(made), at(made, "secret/"), listed(nordljus))]
    assert not [one for one in shown if secret in one]
    added = AuditEvent.objects.get(tag="tenant:application:added")
    assert (added.actor_id, added.details["redirect_addresses"]) == (nordljus.admin.pk, [ADDRESS])
    assert secret not in str(added.details)


def test_back_from_the_secret_leads_to_the_list(admin: Client, nordljus: Organisation) -> None:
    admin.post(f"{listed(nordljus)}add/", WRITTEN)

    again = admin.get(f"{listed(nordljus)}add/")

    assert again.headers["Location"] == listed(nordljus)
    assert Application.objects.count() == 1


def test_loaded_anew_the_secret_page_adds_no_second(admin: Client, nordljus: Organisation) -> None:
    form = WRITTEN | {"csrfmiddlewaretoken": "a" * 64}
    admin.post(f"{listed(nordljus)}add/", form)

    again = admin.post(f"{listed(nordljus)}add/", form)
    page = read(admin.get(listed(nordljus)))
    another = admin.post(f"{listed(nordljus)}add/", form | {"csrfmiddlewaretoken": "b" * 64})

    assert again.headers["Location"] == listed(nordljus)
    assert "It was done already, and not once more." in page.text
    assert another.status_code == 200
    assert Application.objects.count() == 2


def test_one_without_a_server_has_no_secret(admin: Client, nordljus: Organisation) -> None:
    page = read(admin.post(f"{listed(nordljus)}add/", WRITTEN | {"kind": "single_page"}))

    assert "It has no secret: it could keep none." in page.text
    assert not ClientSecret.objects.exists()


def test_members_of_groups_alone_may_use_it(admin: Client, nordljus: Organisation) -> None:
    form = WRITTEN | {"whom": "groups", "groups": nordljus.group.name}

    admin.post(f"{listed(nordljus)}add/", form)

    made = Application.objects.get()
    assert (made.is_for_everybody, list(made.groups.all())) == (False, [nordljus.group])
    assert f"for members of {nordljus.group.name}" in read(admin.get(listed(nordljus))).text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "Give the application a name."),
        ({"kind": "other"}, "Select a valid choice"),
        ({"redirect_uris": "\n \n"}, "Name at least one redirect address."),
        ({"redirect_uris": "\n".join(f"{ADDRESS}/{n}" for n in range(21))}, "At most 20 addresses."),
        (
            {"redirect_uris": f"{ADDRESS}\nhttp://app.example/x"},
            "http://app.example/x: begin with https://. Plain http:// is only for this machine",
        ),
        ({"redirect_uris": f"{ADDRESS}#x"}, "take away what stands from # on"),
        (
            {"redirect_uris": "https://*.app.example/x"},
            "write each address whole: with * it could be anybody's",
        ),
        ({"redirect_uris": "https://a@app.example/x"}, "take away the name and password before the @"),
        ({"redirect_uris": "https://app.example/a b"}, "it has blanks, or characters"),
        ({"redirect_uris": "https://[::1/x"}, "it cannot be read. Check its host and its port."),
        ({"redirect_uris": f"https://app.example/{'x' * 500}"}, "it is longer than 500 characters."),
        (
            {"redirect_uris": "app.example/callback"},
            "write it whole, such as https://app.example.org/callback.",
        ),
        (
            {"redirect_uris": "com.example.app:/callback"},
            "only a native application has an address of its own scheme.",
        ),
        (
            {"kind": "native", "redirect_uris": "com.example.app://callback"},
            "write it with one slash and a path, such as com.example.app:/callback.",
        ),
        ({"whom": ""}, "Choose who may use it."),
        ({"whom": "groups"}, "Name at least one group, or nobody could use it."),
        ({"whom": "groups", "groups": "Nobody knows"}, "Not a group of this organisation: Nobody knows"),
    ],
)
def test_t28_what_cannot_be_is_told_beside_its_field(
    admin: Client, nordljus: Organisation, wrong: dict[str, str], told: str
) -> None:
    answer = admin.post(f"{listed(nordljus)}add/", WRITTEN | wrong)

    assert answer.status_code == 400
    assert told in read(answer).text
    assert not Application.objects.exists()


def test_t09_a_group_of_another_organisation_is_none_here(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:
    form = WRITTEN | {"whom": "groups", "groups": fjordbank.group.name}

    answer = admin.post(f"{listed(nordljus)}add/", form)

    assert "Not a group of this organisation" in read(answer).text


def test_the_list_says_what_to_look_at(admin: Client, nordljus: Organisation, payroll: RelyingParty) -> None:
    application = payroll.application
    first = read(admin.get(listed(nordljus))).text
    ClientSecret.objects.filter(application=application).update(ends_at=clock.now() + timedelta(days=29))
    soon = read(admin.get(listed(nordljus))).text
    ClientSecret.objects.filter(application=application).update(ends_at=clock.now() - timedelta(days=1))
    Application.objects.filter(pk=application.pk).update(is_for_everybody=False)
    ended = read(admin.get(listed(nordljus))).text

    assert "nobody signed in lately" in first
    assert "Its secret" not in first
    assert "Its secret ends soon" in soon
    assert "Its secret has ended" in ended
    assert "Nobody may use it" in ended


def test_the_list_says_when_somebody_last_signed_in(
    admin: Client, nordljus: Organisation, payroll: RelyingParty, sign_in: SignIn
) -> None:
    payroll.signs_in(sign_in(nordljus.member))

    assert "last sign-in just now" in read(admin.get(listed(nordljus))).text
    assert nordljus.member.username in read(admin.get(at(payroll.application))).text


def test_a_long_list_is_searched_and_turned(admin: Client, nordljus: Organisation) -> None:
    Application.objects.bulk_create(
        Application(tenant=nordljus.tenant, client_id=f"c{n:02}", name=f"App {n:02}", kind="native")
        for n in range(51)
    )

    page = read(admin.get(listed(nordljus)))
    second = read(admin.get(f"{listed(nordljus)}?p=2"))
    found = read(admin.get(f"{listed(nordljus)}?q=app+07"))
    none = read(admin.get(f"{listed(nordljus)}?q=nothing"))

    assert "App 49" in page.text
    assert "App 50" not in page.text
    assert "App 50" in second.text
    assert "App 07" in found.text
    assert "App 08" not in found.text
    assert "No application is called that." in none.text


def test_whoever_reads_sees_it_and_may_change_nothing(
    nordljus: Organisation, sign_in: SignIn, payroll: RelyingParty
) -> None:
    # E03
    reader = sign_in(make_person(nordljus.tenant, "reader", role=User.Role.READER))

    page = read(reader.get(at(payroll.application)))
    parts = ("change/name/", "secret/", "secret/end/", "try/", "remove/")
    answers = {reader.post(at(payroll.application, part)).status_code for part in parts}

    assert payroll.client_id in page.text
    assert not {"Change What it is", "Try it", "Remove Payroll"} & set(page.links)
    assert answers == {403}
    assert Application.objects.filter(pk=payroll.application.pk).exists()
