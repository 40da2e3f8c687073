"""The logos of an organisation in the portal, and the page on which one is chosen."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.branding.models import Logo
from accounts.branding.services import chosen_logo
from accounts.policy.history.models import KeptPolicy
from accounts.users.models import User
from accounts.users.roles import TABLE, Act
from tests.support.logos import drawn, have_logo
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import changes_written_down, save, send

pytestmark = pytest.mark.both_databases

SEND_TO = re.compile(r'action="(/portal/policy/[^"]+/logos/file/[^"]+/)"')


def page_of(organisation: Organisation) -> str:
    return f"/portal/policy/{organisation.tenant.pk}/logos/"


def send_file(client: Client, organisation: Organisation, file: bytes, name: str = "nordljus.png") -> Any:
    [send_to] = SEND_TO.findall(client.get(page_of(organisation)).text)
    return client.post(send_to, {"file": SimpleUploadedFile(name, file)}, follow=True)


def test_a_picture_is_added_chosen_seen_in_the_history_and_put_back(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E18
    client = sign_in(nordljus.admin)
    added = send_file(client, nordljus, drawn()).text
    logo = Logo.objects.get()

    saved = save(client, nordljus, {"branding-logo": logo.kept, "branding-name": "Nordljus Energi"})

    assert "nordljus is saved. Choose it at How sign-in looks." in added
    assert saved.status_code == 302
    assert chosen_logo(nordljus.tenant) == logo.kept
    assert changes_written_down() == [
        {"branding.logo": ["", logo.kept], "branding.name": ["", "Nordljus Energi"]}
    ]
    history = client.get(f"/portal/policy/{nordljus.tenant.pk}/history/").text
    assert "nordljus" in history
    assert logo.mark not in history
    first = KeptPolicy.objects.filter(tenant=nordljus.tenant).order_by("pk")[0]
    put_back = f"/portal/policy/{nordljus.tenant.pk}/history/{first.pk}/"
    question = client.post(put_back).text
    client.post(put_back, {"confirmed": re.findall(r'name="confirmed" value="([^"]+)"', question)[0]})
    assert chosen_logo(nordljus.tenant) == ""


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is no picture that can be used."),
        (drawn(2001, 1), "That picture is too large."),
        (b"", "The file is empty."),
    ],
)
def test_what_cannot_be_used_is_said_and_not_kept(
    nordljus: Organisation, sign_in: SignIn, file: bytes, said: str
) -> None:  # E18
    page = send_file(sign_in(nordljus.admin), nordljus, file)

    assert page.status_code == 400
    assert said in page.text
    assert not Logo.objects.exists()


def test_t30_a_page_of_somebody_else_takes_no_file(nordljus: Organisation, sign_in: SignIn) -> None:
    colleague = make_person(nordljus.tenant, "bo", role=User.Role.TENANT_ADMIN)
    [theirs] = SEND_TO.findall(sign_in(colleague).get(page_of(nordljus)).text)

    page = sign_in(nordljus.admin).post(theirs, {"file": SimpleUploadedFile("x.png", drawn())})

    assert "This page was opened too long ago." in page.text
    assert not Logo.objects.exists()


def test_t23_who_only_looks_sees_them_and_changes_nothing(nordljus: Organisation, sign_in: SignIn) -> None:
    logo = have_logo(nordljus.tenant, nordljus.admin)
    client = sign_in(make_person(nordljus.tenant, "rae", role=User.Role.READER))

    page = client.get(page_of(nordljus)).text
    refused = client.post(page_of(nordljus), {"remove": logo.mark})

    assert logo.name in page
    assert "Remove" not in page
    assert SEND_TO.findall(page) == []
    assert refused.status_code == 403
    assert Logo.objects.exists()


def test_one_that_is_not_shown_is_removed(nordljus: Organisation, sign_in: SignIn) -> None:
    logo = have_logo(nordljus.tenant, nordljus.admin)

    page = sign_in(nordljus.admin).post(page_of(nordljus), {"remove": logo.mark}, follow=True).text

    assert "nordljus is removed." in page
    assert not Logo.objects.exists()


def test_without_scripts_a_button_shows_what_is_written_and_saves_nothing(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E18
    written = {
        "branding-name": "Nordljus Energi",
        "branding-colour": "ffd000",
        "branding-help_text": "Call us",
    }

    page = send(sign_in(nordljus.admin), nordljus, written, change_again="yes").text

    assert page.count("Nordljus Energi</span>") == 2
    assert "/branding/preview/ffd000.css" in page
    assert "On light pages this colour could not be read" in page
    assert page.count(">Call us<") == 2
    assert changes_written_down() == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"branding-colour": "green"}, "Write a colour as six digits"),
        ({"branding-help_link": "http://nordljus.example"}, "Write a whole address with https"),
        ({"branding-terms_link": "javascript:alert(1)"}, "Write a whole address with https"),
    ],
)
def test_what_cannot_be_shown_is_said_beside_it(
    nordljus: Organisation, sign_in: SignIn, written: dict[str, str], said: str
) -> None:  # E18
    page = send(sign_in(nordljus.admin), nordljus, written)

    assert said in page.text
    assert changes_written_down() == []


def test_what_people_write_is_taken_as_they_mean_it(nordljus: Organisation, sign_in: SignIn) -> None:
    written = {
        "branding-colour": " #FA2 ",
        "branding-help_link": "help.nordljus.example",
        "branding-name": " A\nB ",
    }
    save(sign_in(nordljus.admin), nordljus, written)

    nordljus.tenant.refresh_from_db()

    kept = nordljus.tenant.policy.settings["branding"]
    assert (kept["colour"], kept["help_link"], kept["name"]) == (
        "#ffaa22",
        "https://help.nordljus.example",
        "A B",
    )


def test_t23_its_page_asks_its_own_right(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:  # E18
    rights = TABLE[User.Role.POLICY_ADMIN]
    without = replace(rights, acts=rights.acts - {Act.CHANGE_BRANDING})
    monkeypatch.setitem(TABLE, User.Role.POLICY_ADMIN, without)
    client = sign_in(make_person(nordljus.tenant, "pia", role=User.Role.POLICY_ADMIN))

    refused = save(client, nordljus, {"branding-name": "Nordljus Energi"})

    assert refused.status_code == 403
    assert changes_written_down() == []


def test_the_portal_keeps_its_own_look(nordljus: Organisation, sign_in: SignIn) -> None:  # E18
    client = sign_in(nordljus.admin)
    save(client, nordljus, {"branding-name": "Nordljus Energi", "branding-colour": "#7a1fa2"})

    page = client.get(page_of(nordljus)).text

    assert "/branding/colours/" not in page
    assert "Nordljus Energi" not in page
