"""API keys in the portal: made, shown once, listed, revoked (E24)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from accounts import clock
from accounts.api_tokens import services
from accounts.api_tokens.models import ApiToken
from accounts.users.models import User
from idp.portal.settings.api_tokens import listed as listed_keys
from tests.support.pages import read
from tests.support.people import make_person, take_out_of_use
from tests.support.scripts import Script, make_script
from tests.web.idp.portal.conftest import Organisation, SignIn

FORM = {"name": "Personnel system", "scopes": ["people:read", "people:write"], "days": "30"}


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def listed(made: Organisation) -> str:
    return f"/portal/settings/{made.tenant.pk}/api-keys/"


def test_settings_lead_there_and_say_that_there_are_none(admin: Client, nordljus: Organisation) -> None:
    settings = admin.get("/portal/settings/", follow=True).content.decode()
    page = read(admin.get(listed(nordljus)))

    assert listed(nordljus) in settings
    assert (
        "Your own scripts can do what you do here." in read(admin.get("/portal/settings/", follow=True)).text
    )
    assert "There is no API key yet." in page.text


def test_an_admin_makes_one_and_sees_it_once(admin: Client, nordljus: Organisation) -> None:
    # E24
    page = read(admin.post(f"{listed(nordljus)}make/", FORM))

    token = ApiToken.objects.get()
    [secret] = [word for word in page.text.split() if word.startswith(services.PREFIX)]
    assert (token.name, token.scopes, token.made_by) == (FORM["name"], FORM["scopes"], nordljus.admin)
    assert token.ends_at - clock.now() > timedelta(days=29)
    script = Script(token, secret)
    assert script.get("me/")["scopes"] == FORM["scopes"]
    assert secret not in admin.get(listed(nordljus)).content.decode()


def test_back_from_the_one_that_is_shown_leads_to_all_of_them(admin: Client, nordljus: Organisation) -> None:
    form = f"{listed(nordljus)}make/"
    before = admin.get(form)
    admin.post(form, FORM)

    back = admin.get(form)
    admin.get(listed(nordljus))
    another = admin.get(form)

    assert (before.status_code, another.status_code) == (200, 200)
    assert back.headers["Location"] == listed(nordljus)


def test_back_from_a_form_that_was_refused_leads_to_the_form(admin: Client, nordljus: Organisation) -> None:
    form = f"{listed(nordljus)}make/"
    admin.post(form, {**FORM, "name": ""})

    assert admin.get(form).status_code == 200


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "Write what it is for."),
        ({"name": "\u2800"}, "Write what it is for."),
        ({"scopes": []}, "Choose at least one."),
        ({"scopes": ["everything"]}, "everything"),
        ({"days": "3650"}, "3650"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(
    change: dict[str, Any], told: str, admin: Client, nordljus: Organisation
) -> None:
    answer = admin.post(f"{listed(nordljus)}make/", {**FORM, **change})

    assert answer.status_code == 400
    assert told in read(answer).text
    assert not ApiToken.objects.exists()


def test_two_have_two_names(admin: Client, nordljus: Organisation) -> None:
    admin.post(f"{listed(nordljus)}make/", FORM)

    page = read(admin.post(f"{listed(nordljus)}make/", FORM))

    assert "There is an API key with this name already." in page.text


def test_the_list_says_what_each_may_and_how_it_stands(admin: Client, nordljus: Organisation) -> None:
    script = make_script(nordljus.tenant, nordljus.admin, scopes=["people:read"])
    script.get("me/")
    make_script(nordljus.tenant, nordljus.admin, name="Old one")
    ApiToken.objects.filter(name="Old one").update(ends_at=Now())
    former = make_person(nordljus.tenant, "former", role=User.Role.TENANT_ADMIN)
    make_script(nordljus.tenant, former, name="Of somebody who left")
    User.objects.filter(pk=former.pk).update(is_active=False)

    page = read(admin.get(listed(nordljus)))

    assert "Read people, and what they sign in with" in page.text
    assert "from 127.0.0.1" in page.text
    assert [page.text.count(words) for words in ("Works", "Ended", "Does nothing")] == [1, 1, 1]
    settings = read(admin.get("/portal/settings/", follow=True))
    assert "1 script can do what admins do here." in settings.text


def test_a_full_list_offers_no_more(
    admin: Client, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idp.portal.settings.api_tokens.listed.MOST_TOKENS", 1)
    make_script(nordljus.tenant, nordljus.admin)

    page = read(admin.get(listed(nordljus)))

    assert "There are twenty, and no more are possible." in page.text
    assert f"{listed(nordljus)}make/" not in page.html


def test_a_token_is_revoked_after_a_question(admin: Client, nordljus: Organisation) -> None:
    script = make_script(nordljus.tenant, nordljus.admin)
    path = f"{listed(nordljus)}{script.token.pk}/revoke/"

    asks = read(admin.get(path))
    still = script.get("me/") and script.status
    page = read(admin.post(path, follow=True))
    script.get("me/")

    assert asks.heading == "Remove this API key?"
    assert (still, script.status) == (200, 401)
    assert "Personnel system is removed: nothing can be done with it." in page.text


def test_t09_nobody_revokes_one_of_another_organisation(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:
    # T09
    script = make_script(fjordbank.tenant, fjordbank.admin)

    statuses = {
        admin.post(f"{listed(made)}{script.token.pk}/revoke/").status_code for made in (nordljus, fjordbank)
    }

    assert statuses == {404}
    assert ApiToken.objects.exists()


def test_a_key_that_calls_refuse_is_not_said_to_work(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:  # E24, T37
    script = make_script(nordljus.tenant, operator, scopes=["people:read"])
    take_out_of_use(operator.tenant)
    script.get("people/")

    [shown] = [listed_keys.shown(token, now=clock.now()) for token in services.tokens_in(nordljus.tenant)]

    assert (script.status, shown.standing) == (401, "dead")
