"""Webhooks in the portal: added, seen, tried, turned off and on, removed (E17)."""

import re

import pytest
from django.test import Client

from accounts.audit.log import record
from accounts.hooks.claims import secrets_of
from accounts.hooks.models import Delivery, Hook
from accounts.users.events import CHANGED
from tests.support.hook_server import ADDRESS, HookServer, happen, make_due, make_hook, send_due
from tests.support.pages import read
from tests.web.idp.portal.conftest import Organisation, SignIn


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


@pytest.fixture
def hook(nordljus: Organisation) -> Hook:
    return make_hook(nordljus.tenant, nordljus.admin, kinds=("user:account",))[0]


def listed(organisation: Organisation) -> str:
    return f"/portal/settings/{organisation.tenant.pk}/webhooks/"


def at(hook: Hook, part: str = "") -> str:
    return f"/portal/settings/{hook.tenant_id}/webhooks/{hook.pk}/{part}"


def test_settings_lead_to_webhooks_and_say_that_there_are_none(admin: Client, nordljus: Organisation) -> None:
    settings = read(admin.get("/portal/settings/", follow=True))
    page = read(admin.get(listed(nordljus)))

    assert "Your own servers can be told what happens" in settings.text
    assert listed(nordljus) in admin.get(settings.address).content.decode()
    assert "No server is told anything yet." in page.text


def test_an_admin_adds_one_and_sees_its_secret_once(admin: Client, nordljus: Organisation) -> None:
    form = {"address": ADDRESS, "what": "some", "kinds": ["user:account"]}

    page = read(admin.post(f"{listed(nordljus)}add/", form))

    hook = Hook.objects.get()
    [secret] = secrets_of(hook)
    assert secret in page.text
    assert (hook.every_kind, hook.kinds, hook.tenant_id) == (False, ["user:account"], nordljus.tenant.pk)
    shown = [admin.get(path).content.decode() for path in (at(hook), at(hook, "secret/"), listed(nordljus))]
    assert not [page for page in shown if secret.removeprefix("whsec_") in page]


def test_back_from_a_secret_leads_to_what_it_belongs_to(admin: Client, nordljus: Organisation) -> None:
    add, form = f"{listed(nordljus)}add/", {"address": ADDRESS, "what": "every"}
    admin.post(add, form)
    after_adding = admin.get(add)
    hook = Hook.objects.get()
    admin.get(at(hook))
    first = admin.get(at(hook, "secret/"))
    admin.post(at(hook, "secret/"))

    assert after_adding.headers["Location"] == listed(nordljus)
    assert first.status_code == 200
    assert admin.get(at(hook, "secret/")).headers["Location"] == at(hook)
    assert Hook.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"address": "", "what": "every"}, "Write the address of your server."),
        ({"address": "https://10.0.0.7/", "what": "every"}, "Write an https address that anybody"),
        ({"address": "https://" + "x" * 2000, "what": "every"}, "Ensure this value has at most"),
        ({"address": ADDRESS, "what": "some"}, "Choose at least one."),
        ({"address": ADDRESS, "what": "some", "kinds": ["no:such"]}, "Select a valid choice"),
        ({"address": ADDRESS, "what": ""}, "Choose what it is told."),
    ],
)
def test_t24_what_cannot_be_is_refused_with_the_reason(
    admin: Client, nordljus: Organisation, form: dict[str, object], told: str
) -> None:
    answer = admin.post(f"{listed(nordljus)}add/", form)

    assert answer.status_code == 400
    assert told in read(answer).text
    assert not Hook.objects.exists()


def test_one_says_how_it_stands_and_what_it_was_sent(
    admin: Client, nordljus: Organisation, hook: Hook, hook_server: HookServer
) -> None:
    hook_server.answers = [204, 503]
    happen(nordljus.member, 2)
    send_due()

    page = read(admin.get(at(hook)))

    assert "events.nordljus.example" in page.text
    assert "Its server does not take what is sent." in page.text
    assert "Arrived" in page.text
    assert "Is tried again" in page.text
    assert "503 Service Unavailable" in page.text


def test_a_try_shows_what_became_of_it(admin: Client, hook: Hook, hook_server: HookServer) -> None:
    admin.post(at(hook), {"try": "yes"})
    make_due(hook)
    send_due()

    page = read(admin.get(at(hook)))

    assert hook_server.types == ["test"]
    assert "A try" in page.text
    assert "204 No Content" in page.text


def test_off_and_on_and_what_was_missed_is_sent(
    admin: Client, nordljus: Organisation, hook: Hook, hook_server: HookServer
) -> None:
    off = read(admin.post(at(hook), {"off": "yes"}, follow=True))
    happen(nordljus.member, 2)
    missed = read(admin.get(at(hook), {"missing": ""}))
    on = read(admin.post(at(hook), {"on": "yes"}, follow=True))
    again = read(admin.post(at(hook), {"again": "all"}, follow=True))
    make_due(hook)
    send_due()

    assert "Nothing is sent until somebody turns it on." in off.text
    assert missed.text.count("Not sent") == 2
    assert "Send again all that did not arrive" in on.text
    assert "2 events are sent again." in again.text
    assert len(hook_server.told) == 2


def test_one_event_is_sent_again(
    admin: Client, nordljus: Organisation, hook: Hook, hook_server: HookServer
) -> None:
    happen(nordljus.member)
    send_due()

    admin.post(at(hook), {"again": str(Delivery.objects.get().message)})
    make_due(hook)
    send_due()

    ids = [told.headers["webhook-id"] for told in hook_server.told]
    assert len(ids) == 2
    assert len(set(ids)) == 1


@pytest.mark.parametrize("said", ["", "nothing", "0" * 5000])
def test_what_names_no_event_sends_none(admin: Client, hook: Hook, said: str) -> None:
    page = read(admin.post(at(hook), {"again": said}, follow=True))

    assert "There is nothing to send." in page.text


def test_it_is_changed(admin: Client, hook: Hook) -> None:
    shown = admin.get(at(hook, "change/")).content.decode()

    page = read(
        admin.post(at(hook, "change/"), {"address": "https://a.example.org/", "what": "every"}, follow=True)
    )

    assert ADDRESS in shown
    assert "Saved. It counts from the next event on." in page.text
    hook.refresh_from_db()
    assert (hook.host, hook.every_kind, hook.kinds) == ("a.example.org", True, [])


def test_its_secret_is_replaced_once_somebody_has_read_what_follows(admin: Client, hook: Hook) -> None:
    [before] = secrets_of(hook)
    asked = read(admin.get(at(hook, "secret/")))

    page = read(admin.post(at(hook, "secret/"), {"at_once": "yes"}))

    hook.refresh_from_db()
    [secret] = secrets_of(hook)
    assert "For a day everything is signed by both" in asked.text
    assert secret != before
    assert secret in page.text


def test_it_is_removed_once_somebody_has_read_what_follows(admin: Client, hook: Hook) -> None:
    asked = read(admin.get(at(hook, "remove/")))
    assert "Nothing more is sent there" in asked.text
    assert Hook.objects.exists()

    page = read(admin.post(at(hook, "remove/"), follow=True))

    assert "events.nordljus.example is told nothing any more." in page.text
    assert not Hook.objects.exists()


def test_t09_a_webhook_of_others_is_not_there_under_ones_own_address(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:
    others = make_hook(fjordbank.tenant, fjordbank.admin)[0]

    answer = admin.post(f"{listed(nordljus)}{others.pk}/remove/")

    assert answer.status_code == 404
    assert Hook.objects.filter(pk=others.pk).exists()


def test_what_was_sent_is_paged(admin: Client, nordljus: Organisation, hook: Hook) -> None:
    for _ in range(55):
        record(CHANGED, tenant=nordljus.tenant, subject=nordljus.member)
    happen(nordljus.member)

    first = admin.get(at(hook)).content.decode()
    [before] = re.findall(r"\?before=(\d+)", first)
    second = admin.get(at(hook), {"before": before}).content.decode()

    assert (first.count("User changed</a>"), second.count("User changed</a>")) == (50, 6)
    assert admin.get(at(hook), {"before": "9" * 30}).status_code == 200
