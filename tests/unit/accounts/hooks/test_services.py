"""What admins do with a webhook."""

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.audit.models import AuditEvent
from accounts.encryption import decrypt
from accounts.hooks import services
from accounts.hooks.claims import secrets_of
from accounts.hooks.models import PURPOSE, Delivery, Hook
from accounts.hooks.refusals import HookIsOff, TooManyHooks, UnusableAddress
from accounts.hooks.services import MOST_HOOKS, usable_address
from accounts.users.models import User
from tests.support.clock import travel
from tests.support.hook_server import ADDRESS, happen, make_hook, states

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    "address",
    [
        "http://events.example.org/",
        "https://events.example.org:8443/",
        "https://user:word@events.example.org/",
        "https://events.example.org/#part",
        "https://127.0.0.1/",
        "https://10.0.0.7/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/",
        "https://",
        "events.example.org",
        "https://events.example.org/" + "x" * 1024,
    ],
)
def test_t24_only_an_https_address_of_the_internet_is_taken(address: str) -> None:  # E17
    with pytest.raises(UnusableAddress):
        usable_address(address)


def test_t24_we_tell_ourselves_nothing(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://id.example.org"

    with pytest.raises(UnusableAddress):
        usable_address("https://id.example.org/anything")


def test_i10_neither_address_nor_secret_stands_in_the_database(ann: User) -> None:  # E17
    _hook, secret = make_hook(ann.tenant, ann)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_hook")
        kept = str(cursor.fetchall())
    said = str(list(AuditEvent.objects.filter(kind="tenant:hook").values()))

    assert "s3cret" not in kept + said
    assert secret.removeprefix("whsec_") not in kept + said
    assert "events.nordljus.example" in said


def test_an_organisation_has_ten_at_most(ann: User) -> None:  # E17
    for _ in range(MOST_HOOKS):
        make_hook(ann.tenant, ann)

    with pytest.raises(TooManyHooks):
        make_hook(ann.tenant, ann)


def test_a_replaced_secret_signs_too_for_a_day(hook: Hook, ann: User) -> None:  # E17
    [first] = secrets_of(hook)

    second = services.replace_secret(hook, at_once=False, actor=ann)

    hook.refresh_from_db()
    assert secrets_of(hook) == [second, first]
    with travel(hook.made_at.timestamp() + 25 * 3600):
        assert secrets_of(hook) == [second]


def test_a_secret_that_others_know_signs_no_more(hook: Hook, ann: User) -> None:  # E17
    second = services.replace_secret(hook, at_once=True, actor=ann)

    hook.refresh_from_db()
    assert secrets_of(hook) == [second]
    assert hook.encrypted_former_secret == ""


def test_while_it_is_off_what_happens_is_noted_and_not_owed(hook: Hook, ann: User) -> None:  # E17
    happen(ann)

    services.turn_off(hook, actor=ann)
    happen(ann)

    assert states() == ["off", "off"]
    with pytest.raises(HookIsOff):
        services.send_again(hook, actor=ann)


def test_once_it_is_on_again_what_was_missed_can_be_sent(hook: Hook, ann: User) -> None:  # E17
    services.turn_off(hook, actor=ann)
    happen(ann, 2)

    services.turn_on(hook, actor=ann)
    assert services.send_again(hook, actor=ann) == 2

    assert states() == ["waits", "waits"]


def test_what_is_done_with_it_is_written_down(hook: Hook, ann: User) -> None:  # E17
    services.change(hook, "https://other.example.org/", every_kind=True, kinds=(), actor=ann)
    services.turn_off(hook, actor=ann)
    services.turn_on(hook, actor=ann)
    services.replace_secret(hook, at_once=True, actor=ann)
    services.remove(hook, actor=ann)

    events = AuditEvent.objects.filter(kind="tenant:hook").order_by("pk")
    tags = ["made", "changed", "turned_off", "turned_on", "secret_replaced", "removed"]
    assert [event.tag.rpartition(":")[2] for event in events] == tags
    assert {event.actor_id for event in events} == {ann.pk}
    assert events[1].details["webhook"] == "other.example.org"


def test_what_is_sent_is_what_was_written(hook: Hook, ann: User) -> None:
    assert hook.address == ADDRESS
    assert decrypt(hook.encrypted_address, purpose=PURPOSE) == ADDRESS
    assert Delivery.objects.count() == 0
