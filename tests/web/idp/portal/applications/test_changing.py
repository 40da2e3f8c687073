"""An application is changed, given another secret, removed; each is in the log (G02)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from joserfc.jwk import ECKey

from accounts import clock
from accounts.audit.models import AuditEvent
from idp.oidc.applications.models import Application, ClientSecret
from idp.oidc.applications.secrets import has_secret
from idp.oidc.grants.models import Grant
from tests.support.pages import read
from tests.support.relying import RelyingParty, make_application
from tests.web.idp.portal.applications.conftest import ADDRESS, at, listed
from tests.web.idp.portal.conftest import Organisation, SignIn

OTHER = "https://app.example/other"


def changes(tag: str = "changed") -> list[dict[str, object]]:
    rows = AuditEvent.objects.filter(tag=f"tenant:application:{tag}").order_by("pk")
    return [row.details for row in rows]


def test_each_part_shows_how_it_stands_and_is_saved(
    admin: Client, nordljus: Organisation, payroll: RelyingParty
) -> None:
    application = payroll.application
    shown = {
        part: read(admin.get(at(application, f"change/{part}/"))).html
        for part in ("name", "addresses", "people", "tokens")
    }

    admin.post(at(application, "change/name/"), {"name": "Wages"})
    admin.post(
        at(application, "change/addresses/"),
        {"redirect_uris": f"{ADDRESS}\n{OTHER}\n{OTHER}", "post_logout_uris": ""},
    )
    admin.post(at(application, "change/people/"), {"whom": "groups", "groups": nordljus.group.name.upper()})
    page = read(admin.post(at(application, "change/tokens/"), {"id_token_alg": "RS256"}, follow=True))

    application.refresh_from_db()
    assert "Payroll" in shown["name"]
    assert ADDRESS in shown["addresses"]
    assert (application.name, application.redirect_uris) == ("Wages", [ADDRESS, OTHER])
    assert application.post_logout_uris == []
    assert (application.is_for_everybody, list(application.groups.all())) == (False, [nordljus.group])
    assert (application.id_token_alg, application.may_stay) == ("RS256", False)
    assert "Saved." in page.text
    assert [sorted(one["changed"]) for one in changes()] == [  # type: ignore[call-overload]
        ["name"],
        ["after_sign_out", "redirect_addresses"],
        ["lets_in"],
        ["signed_by", "stays"],
    ]
    assert changes()[2]["changed"] == {"lets_in": [["everybody"], [nordljus.group.name]]}


def test_what_is_saved_as_it_stands_is_no_change(admin: Client, payroll: RelyingParty) -> None:
    page = read(admin.post(at(payroll.application, "change/name/"), {"name": "Payroll"}, follow=True))

    assert "Nothing was changed." in page.text
    assert changes() == []


@pytest.mark.parametrize(
    ("part", "form", "told"),
    [
        ("name", {"name": ""}, "Give the application a name."),
        ("addresses", {"redirect_uris": "http://evil.example"}, "begin with https://"),
        ("addresses", {"redirect_uris": ADDRESS, "post_logout_uris": "javascript:x"}, "write it whole"),
        ("people", {"whom": "groups", "groups": ""}, "Name at least one group"),
        ("tokens", {"id_token_alg": "none"}, "Select a valid choice"),
    ],
)
def test_t28_what_cannot_be_is_told_and_nothing_is_changed(
    admin: Client, payroll: RelyingParty, part: str, form: dict[str, str], told: str
) -> None:
    answer = admin.post(at(payroll.application, f"change/{part}/"), form)

    assert answer.status_code == 400
    assert told in read(answer).text
    payroll.application.refresh_from_db()
    assert payroll.application.redirect_uris == [ADDRESS]
    assert changes() == []


def test_there_is_no_other_part(admin: Client, payroll: RelyingParty) -> None:
    assert admin.get(at(payroll.application, "change/other/")).status_code == 404


def time_passes(span: timedelta) -> None:
    """For what the database's own clock decides: what ends does so that much sooner."""
    ClientSecret.objects.exclude(ends_at=None).update(ends_at=F("ends_at") - span)


def new_secret(admin: Client, application: Application, **form: str) -> str:
    page = admin.post(at(application, "secret/"), form).content.decode()
    words = [part.split("<")[0] for part in page.split(">")]
    return next(word for word in words if has_secret(application, word))


def test_g02_two_secrets_count_for_a_week(admin: Client, payroll: RelyingParty) -> None:
    made = new_secret(admin, payroll.application)

    both = [has_secret(payroll.application, one) for one in (payroll.secret, made)]
    page = read(admin.get(at(payroll.application)))
    time_passes(timedelta(days=7))
    later = [has_secret(payroll.application, one) for one in (payroll.secret, made)]

    assert (both, later) == ([True, True], [False, True])
    assert "The one before" in page.text
    assert made not in page.html


def test_loaded_anew_the_page_ends_no_secret_that_servers_still_use(
    admin: Client, payroll: RelyingParty
) -> None:
    form = {"csrfmiddlewaretoken": "a" * 64}
    made = new_secret(admin, payroll.application, **form)

    again = admin.post(at(payroll.application, "secret/"), form)

    assert again.headers["Location"] == at(payroll.application)
    assert [has_secret(payroll.application, one) for one in (payroll.secret, made)] == [True, True]


def test_a_secret_that_is_known_to_others_ends_at_once(admin: Client, payroll: RelyingParty) -> None:
    made = new_secret(admin, payroll.application, at_once="on")

    assert [has_secret(payroll.application, one) for one in (payroll.secret, made)] == [False, True]
    assert changes("secret_changed")[-1]["at_once"] is True


def test_the_secret_before_is_ended_now(admin: Client, payroll: RelyingParty) -> None:
    made = new_secret(admin, payroll.application)
    asked = read(admin.get(at(payroll.application, "secret/end/")))

    page = read(admin.post(at(payroll.application, "secret/end/"), follow=True))

    assert "End the secret before?" in asked.text
    assert [has_secret(payroll.application, one) for one in (payroll.secret, made)] == [False, True]
    assert "The secret before has ended." in page.text
    assert len(changes("secret_ended")) == 1
    assert admin.get(at(payroll.application, "secret/end/")).headers["Location"] == at(payroll.application)


def test_g02_a_secret_may_end_and_says_so_before(
    admin: Client, nordljus: Organisation, payroll: RelyingParty
) -> None:
    made = new_secret(admin, payroll.application, days="90")
    now = read(admin.get(at(payroll.application))).text
    time_passes(timedelta(days=61))
    soon = read(admin.get(at(payroll.application))).text
    at_home = read(admin.get("/portal/")).text
    still = has_secret(payroll.application, made)
    time_passes(timedelta(days=29))
    over = read(admin.get("/portal/")).text

    assert "Give it another before" not in now
    assert "Give it another before" in soon
    assert "Payroll: its secret ends soon" in at_home
    assert "Payroll: its secret has ended" in over
    assert (still, has_secret(payroll.application, made)) == (True, False)


def test_the_former_secret_counts_no_longer_than_it_would_have(admin: Client, payroll: RelyingParty) -> None:
    new_secret(admin, payroll.application, days="90")
    new_secret(admin, payroll.application)

    ends = (
        ClientSecret.objects.filter(application=payroll.application)
        .order_by("pk")
        .values_list("ends_at", flat=True)
    )

    first, second = ends
    assert first is not None
    assert first <= clock.now() + timedelta(days=7)
    assert second is None


def test_one_without_a_secret_has_no_page_for_it(admin: Client, nordljus: Organisation) -> None:
    native = make_application(nordljus.tenant, kind="native", redirect_uris=["http://127.0.0.1/callback"])

    assert admin.get(at(native.application, "secret/")).status_code == 404
    assert admin.post(at(native.application, "secret/")).status_code == 404
    assert "Secret" not in read(admin.get(at(native.application))).text


def test_removing_asks_for_its_name(
    admin: Client, nordljus: Organisation, payroll: RelyingParty, sign_in: SignIn
) -> None:
    payroll.signs_in(sign_in(nordljus.member))
    wrong = admin.post(at(payroll.application, "remove/"), {"name": "Payrol"})
    empty = admin.post(at(payroll.application, "remove/"), {"name": ""})
    kept = Application.objects.filter(pk=payroll.application.pk).exists()

    page = read(admin.post(at(payroll.application, "remove/"), {"name": "payroll "}, follow=True))

    assert (wrong.status_code, empty.status_code, kept) == (400, 400, True)
    assert "That is not its name." in read(wrong).text
    assert page.address == listed(nordljus)
    assert "Payroll is removed" in page.text
    assert not Grant.objects.exists()
    assert changes("removed")


def test_t09_an_application_of_another_organisation_is_not_there(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:
    theirs = make_application(fjordbank.tenant).application
    path = f"/portal/applications/{nordljus.tenant.pk}/{theirs.pk}/"

    assert admin.get(path).status_code == 404
    assert admin.post(f"{path}remove/", {"name": "Payroll"}).status_code == 404
    assert Application.objects.filter(pk=theirs.pk).exists()


def test_it_may_show_who_it_is_by_keys(admin: Client, payroll: RelyingParty) -> None:
    public = ECKey.generate_key("P-256").as_dict(private=False)
    page = at(payroll.application, "change/keys/")
    wrong = admin.post(page, {"jwks": "{}"})

    told = read(admin.post(page, {"jwks": json.dumps({"keys": [public]})}, follow=True))

    assert "This is no JWK set." in read(wrong).text
    payroll.application.refresh_from_db()
    assert [key["x"] for key in payroll.application.public_keys] == [public["x"]]
    assert "By its keys" in told.text
    assert "Give it another secret" not in told.links
    assert not has_secret(payroll.application, payroll.secret)
    assert admin.get(at(payroll.application, "secret/")).status_code == 404


def test_it_may_ask_phones_and_is_told_at_an_address(admin: Client, payroll: RelyingParty) -> None:
    page, told_at = at(payroll.application, "change/asking/"), "https://events.nordljus.example/told"
    lacks = admin.post(page, {"delivery": "ping", "notification_uri": ""})
    inside = admin.post(page, {"delivery": "ping", "notification_uri": "https://10.0.0.7/"})

    shown = read(admin.post(page, {"delivery": "ping", "notification_uri": told_at}, follow=True))

    payroll.application.refresh_from_db()
    assert (lacks.status_code, inside.status_code) == (400, 400)
    assert (payroll.application.delivery, payroll.application.notification_uri) == ("ping", told_at)
    assert "It is told when to ask" in shown.text
    assert changes()[-1]["changed"] == {
        "asks_phones": ["no", "ping"],
        "told_at": ["", "events.nordljus.example"],
    }
