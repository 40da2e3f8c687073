"""Forms of the portal that are interrupted: what was written comes back, and counts once it is sent again (A24)."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.users.models import Group, User
from tests.support.authenticators import authenticator_of
from tests.support.hook_server import make_hook
from tests.support.pages import Page, browser, read, write_password
from tests.support.people import make_person
from tests.support.relying import make_application
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, make_stale, signed_in
from tests.web.idp.portal.conftest import Organisation
from tests.web.idp.portal.policy.writing import address, written

NOT_SAVED = "This is not saved yet."


def ticked(page: Page, name: str) -> set[str]:
    """The values of the boxes of this name that are ticked."""
    boxes = re.findall(r"<input[^>]*>", page.html)
    return {
        "".join(re.findall(r'value="([^"]*)"', box)) or "on"
        for box in boxes
        if f'name="{name}"' in box and " checked" in box
    }


def many_people(nordljus: Organisation) -> list[User]:
    return [make_person(nordljus.tenant, f"p{n}", password=None) for n in range(32)]


def prove_again(client: Client, user: User, authenticator: Any) -> Page:
    """Password and code, as the pages ask."""
    page = write_password(client)
    assert page.address == "/sign-in/authenticator-code/"
    return read(client.post(page.address, {"code": authenticator.code()}, follow=True))


def strict_browser(user: User) -> Client:
    """Signed in as somebody, in a browser whose forms are looked at as on the real site."""
    lent, client = (
        signed_in(user, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(user)[1]),
        browser(strict=True),
    )
    client.cookies = lent.cookies
    return client


def test_a_group_form_with_32_names_comes_back_after_fresh_proof(nordljus: Organisation) -> None:  # A24
    authenticator, app = authenticator_of(nordljus.admin)
    people = many_people(nordljus)
    client = signed_in(nordljus.admin, PASSWORD_PROOF, CODE_PROOF, device=app, minutes_ago=31)
    path = f"/portal/groups/{nordljus.group.pk}/change/"
    chosen = {str(person.pk) for person in people}

    read(client.post(path, {"name": "Renamed", "members": list(chosen)}, follow=True))
    type(app).objects.update(last_step=-1)
    page = prove_again(client, nordljus.admin, authenticator)

    assert page.address == path
    assert NOT_SAVED in page.text
    assert page.fields["name"] == "Renamed"
    assert ticked(page, "members") == chosen
    assert Group.objects.get(pk=nordljus.group.pk).members.count() == 1, "shown, and nothing done"
    client.post(path, {"name": "Renamed", "members": list(chosen)})
    assert Group.objects.get(pk=nordljus.group.pk).members.count() == 32


def renewed_in_another_tab(client: Client) -> None:
    """What the end of a proof does to this browser: another value in its forms from now on."""
    client.cookies[settings.CSRF_COOKIE_NAME] = "n" * 32


def post(client: Client, page: Page, **written: Any) -> Page:
    form = page.forms[1]
    response = client.post(
        page.address, {**form.fields, **written}, headers={"Origin": settings.PUBLIC_URL}, follow=True
    )
    return read(response)


def test_saved_in_tab_a_after_proof_in_tab_b_the_form_is_there_again(
    nordljus: Organisation,
) -> None:  # A24 T28
    client = strict_browser(nordljus.admin)
    chosen = [str(person.pk) for person in many_people(nordljus)]
    in_tab_a = read(client.get(f"/portal/groups/{nordljus.group.pk}/change/"))
    renewed_in_another_tab(client)

    page = post(client, in_tab_a, name="Renamed", members=chosen)

    assert (page.status, page.address) == (200, in_tab_a.address)
    assert NOT_SAVED in page.text
    assert ticked(page, "members") == set(chosen)
    assert Group.objects.get(pk=nordljus.group.pk).name == nordljus.group.name, (
        "not without a press of its own"
    )
    assert post(client, page, name="Renamed", members=chosen).status == 200
    assert set(Group.objects.get(pk=nordljus.group.pk).members.all()) == set(
        User.objects.filter(pk__in=chosen)
    )


def test_a_box_that_was_unticked_comes_back_unticked(nordljus: Organisation) -> None:  # A24
    client = strict_browser(nordljus.admin)
    in_tab_a = read(client.get(f"/portal/users/{nordljus.member.pk}/change/"))
    assert str(nordljus.group.pk) in ticked(in_tab_a, "groups")
    renewed_in_another_tab(client)
    written = {"display_name": "Ann Berg", "role": "member"}

    page = read(client.post(in_tab_a.address, written, headers={"Origin": settings.PUBLIC_URL}, follow=True))

    assert page.fields["display_name"] == "Ann Berg"
    assert not ticked(page, "groups")


def test_a_setting_of_passwords_or_codes_is_no_secret_and_comes_back(nordljus: Organisation) -> None:  # A24
    client = strict_browser(nordljus.admin)
    in_tab_a = read(client.get(address(nordljus, "password")))
    renewed_in_another_tab(client)

    page = post(client, in_tab_a, **written(nordljus.tenant, {"password-tries": "4"}))

    assert page.fields["password-tries"] == "4"
    assert "passwords never are" not in page.text


def test_another_secret_is_asked_for_as_it_was_chosen(nordljus: Organisation) -> None:  # A24
    client = strict_browser(nordljus.admin)
    hook = make_hook(nordljus.tenant, nordljus.admin)[0]
    application = make_application(nordljus.tenant).application
    at = f"/portal/applications/{nordljus.tenant.pk}/{application.pk}/"
    of_hook = read(client.get(f"/portal/settings/{nordljus.tenant.pk}/webhooks/{hook.pk}/secret/"))
    of_application, removing = (read(client.get(f"{at}{part}/")) for part in ("secret", "remove"))
    renewed_in_another_tab(client)

    assert not ticked(of_hook, "at_once") | ticked(of_application, "at_once")
    assert ticked(post(client, of_hook, at_once="yes"), "at_once")
    page = post(client, of_application, days="90", at_once="on")
    assert (ticked(page, "days"), ticked(page, "at_once")) == ({"90"}, {"on"})
    assert post(client, removing, name=application.name).fields["name"] == application.name
    assert NOT_SAVED in page.text
    assert application.secrets.count() == 1


def test_a_password_is_not_kept_and_the_page_says_so(nordljus: Organisation) -> None:  # I10
    client = strict_browser(nordljus.admin)
    in_tab_a = read(client.get("/portal/users/add/"))
    renewed_in_another_tab(client)

    page = post(client, in_tab_a, username="new@nordljus.example", new_password="correct-horse-17")

    assert page.fields["username"] == "new@nordljus.example"
    assert page.fields["new_password"] == ""
    assert "passwords never are" in page.text
    assert "correct-horse-17" not in page.html + str(dict(client.session.items()))


def test_a_form_too_large_to_keep_is_said_to_be_lost_and_changes_nothing(
    nordljus: Organisation,
) -> None:  # T30
    client = strict_browser(nordljus.admin)
    in_tab_a = read(client.get(f"/portal/groups/{nordljus.group.pk}/change/"))
    renewed_in_another_tab(client)

    page = post(client, in_tab_a, name="N" * 40_000)

    assert "Not all you had written could be kept" in page.text
    assert page.fields["name"] == nordljus.group.name
    assert ticked(page, "members") == {str(nordljus.member.pk)}
    assert len(str(dict(client.session.items()))) < 2000


def test_the_policy_comes_back_as_it_was_chosen(nordljus: Organisation) -> None:  # A24
    client = strict_browser(nordljus.admin)
    in_tab_a = read(client.get(address(nordljus, "phone")))
    renewed_in_another_tab(client)
    written = {
        "phone-for": "groups",
        "phone-include": "Reception",
        "phone-request_life_seconds": "77",
    }

    page = post(client, in_tab_a, **written)

    assert NOT_SAVED in page.text
    assert ticked(page, "phone-for") == {"groups"}
    assert "Reception</textarea>" in page.html
    assert page.fields["phone-request_life_seconds"] == "77"


def test_a_question_that_was_answered_too_late_is_asked_again(nordljus: Organisation) -> None:
    client = strict_browser(nordljus.admin)
    asked = read(client.get(f"/portal/users/{nordljus.member.pk}/end-sessions/"))
    epoch = nordljus.member.session_epoch
    renewed_in_another_tab(client)

    page = post(client, asked)

    nordljus.member.refresh_from_db()
    assert page.address == asked.address
    assert "This is not done yet." in page.text
    assert nordljus.member.session_epoch == epoch


def test_what_is_written_stays_when_another_language_is_chosen(nordljus: Organisation) -> None:  # D09
    client = strict_browser(nordljus.admin)
    page = read(client.get("/portal/groups/add/"))
    [switch] = re.findall(r'value="sv"[^>]*form="typed" formaction="([^"]+)" formnovalidate', page.html)
    form = page.forms[1]

    swedish = read(
        client.post(
            switch.replace("&amp;", "&"), {**form.fields, "name": "Piloter", "language": "sv"}, follow=True
        )
    )

    assert '<html lang="sv">' in swedish.html
    assert swedish.fields["name"] == "Piloter"
    assert not Group.objects.filter(name="Piloter").exists()


def test_it_comes_back_once_and_on_its_own_page_only(nordljus: Organisation) -> None:
    client = strict_browser(nordljus.admin)
    in_tab_a = read(client.get("/portal/groups/add/"))
    renewed_in_another_tab(client)
    assert post(client, in_tab_a, name="Piloter").fields["name"] == "Piloter"

    assert read(client.get("/portal/groups/add/")).fields["name"] == ""


def test_nothing_is_kept_for_somebody_who_is_not_signed_in(nordljus: Organisation) -> None:  # T30
    client = signed_in(nordljus.admin, PASSWORD_PROOF)
    make_stale(client)
    client.post("/sign-out/")

    page = read(client.post("/portal/groups/add/", {"name": "Piloter"}, follow=True))

    assert page.address == "/sign-in/"
    assert "You are not signed in, so what you sent was not done." in page.text
    assert "Piloter" not in page.html
