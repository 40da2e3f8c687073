"""One's passkeys at Security info: renamed and removed; by an admin; what the browser is told (D05, T19, T20)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.policy.changing import policy_as_it_stands
from accounts.users.models import KnownBrowser, User
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.settings import KEY, PasskeySettings
from tests.support.pages import browser, is_signed_in, read
from tests.support.passkeys import LIST, SoftwareKey, passkey_of, sign_in_by_passkey
from tests.support.people import make_person, set_up, turn_off
from tests.support.sessions import PASSWORD_PROOF, make_stale, signed_in


@pytest.fixture
def own(key: SoftwareKey) -> Client:
    client = browser()
    sign_in_by_passkey(client, key)
    return client


def test_it_is_removed_after_a_question_and_its_sessions_end(
    own: Client, ann: User, key: SoftwareKey, passkey: Passkey
) -> None:  # D05
    other = browser()
    sign_in_by_passkey(other, key)
    path = f"/security-info/remove/passkey/{passkey.pk}/"
    assert read(own.get(path)).heading == "Remove My passkey?"
    assert Passkey.objects.exists()

    page = read(own.post(path, follow=True))

    assert not Passkey.objects.exists()
    assert "Removed: My passkey." in page.text
    assert is_signed_in(own)
    assert not is_signed_in(other)
    removed = AuditEvent.objects.get(tag="user:passkey:removed", subject=ann)
    assert removed.details["passkey"] == "My passkey"


def test_the_list_tells_the_browser_which_still_count(own: Client, ann: User, passkey: Passkey) -> None:
    """Signal API: what was removed or suspended is not among them."""
    kept, _ = passkey_of(ann, name="Another")
    _, suspended = passkey_of(ann, name="Copied")
    Passkey.objects.filter(pk=suspended.pk).update(suspended_at="2026-01-01T00:00Z")

    page = read(own.post(f"/security-info/remove/passkey/{passkey.pk}/", follow=True))
    # What was removed was what the session had proven: nothing guards it now but what is left.
    assert page.address in {LIST, "/sign-in/passkey/"}
    client = browser()
    sign_in_by_passkey(client, kept)
    page = read(client.get(LIST))

    assert f'data-credential-ids="{kept.credential_id}"' in page.html
    assert f'data-user-id="{PasskeyOwner.objects.get(user=ann).handle}"' in page.html
    assert f'data-username="{ann.username}" data-display-name="Ann"' in page.html
    assert "Cannot be used now" in page.text
    assert "There may be a copy of it" in page.text


def test_whoever_has_none_reads_how_to_begin(ann: User) -> None:
    page = read(signed_in(ann, PASSWORD_PROOF).get(LIST))

    assert "No passkey yet" in page.text
    assert "data-passkey-signals" not in page.html


def test_names_are_told_apart_and_plain(own: Client, ann: User, passkey: Passkey) -> None:  # T26
    passkey_of(ann, name="Work")

    page = read(own.post(f"{LIST}{passkey.pk}/rename/", {"name": " Work\u202e "}, follow=True))

    assert "called Work 2 now" in page.text
    renamed = AuditEvent.objects.get(tag="user:passkey:renamed", subject=ann)
    assert renamed.details == {"changed": {"passkey": ["My passkey", "Work 2"]}}
    assert read(own.post(f"{LIST}{passkey.pk}/rename/", {"name": "\u202e"})).status == 200


def test_nobody_reaches_anybody_elses(own: Client, ann: User) -> None:  # T09
    _, theirs = passkey_of(make_person(ann.tenant, "bo"))

    for path in (f"{LIST}{theirs.pk}/rename/", f"/security-info/remove/passkey/{theirs.pk}/"):
        assert own.post(path, {"name": "Mine"}).status_code == 404
    assert Passkey.objects.filter(pk=theirs.pk, name="My passkey").exists()


def test_fresh_proof_is_needed(own: Client, passkey: Passkey) -> None:  # T19
    make_stale(own)

    remove = f"/security-info/remove/passkey/{passkey.pk}/"
    for path in (LIST, f"{LIST}{passkey.pk}/rename/", remove):
        assert own.get(path).status_code == 302
    own.post(f"/security-info/remove/passkey/{passkey.pk}/")
    assert Passkey.objects.exists()


def test_a_session_proven_by_a_passkey_that_is_gone_adds_nothing(
    own: Client, ann: User, passkey: Passkey
) -> None:  # T08
    passkey_of(ann)
    Passkey.objects.filter(pk=passkey.pk).delete()

    assert own.post(f"{LIST}add/options/").status_code == 403


def test_an_admin_removes_one_of_a_persons_and_of_nobody_elses(ann: User, passkey: Passkey) -> None:
    admin = make_person(ann.tenant, "admin", role="tenant_admin")
    _, theirs = passkey_of(make_person(ann.tenant, "bo"))
    remove = registry.get(KEY).remove
    assert remove is not None

    remove(ann, str(passkey.pk), admin)

    assert list(Passkey.objects.all()) == [theirs]
    removed = AuditEvent.objects.get(tag="user:passkey:removed")
    assert (removed.actor, removed.subject) == (admin, ann)
    with pytest.raises(Exception, match="no such passkey"):
        remove(ann, str(theirs.pk), admin)


def test_browsers_that_began_with_it_begin_with_what_is_left(
    own: Client, ann: User, passkey: Passkey
) -> None:
    own.post(f"/security-info/remove/passkey/{passkey.pk}/")

    assert KnownBrowser.objects.get(user=ann).last_method == "password"


def test_where_it_is_turned_off_the_list_says_so(own: Client, ann: User) -> None:
    set_up(ann.tenant, "passkey", allow_synced=False)
    assert (
        "takes no passkey that is copied to other machines, as Apple Passwords does. Ask"
        in read(own.get(LIST)).text
    )

    turn_off(ann.tenant, "passkey")

    assert "turned passkeys off for you" in read(own.get(LIST)).text


def test_what_people_made_goes_with_the_policy_if_that_is_wanted(ann: User, passkey: Passkey) -> None:  # E23
    policy = registry.get(KEY).policy
    assert policy is not None
    assert policy.leftovers is not None
    [left] = policy.leftovers.standing(ann.tenant)

    policy.leftovers.remove(left, ann)

    assert (left.user, Passkey.objects.exists()) == (ann, False)


def test_models_that_nobody_knows_cannot_be_listed(ann: User) -> None:  # E21
    assert PasskeySettings(models="Dashlane\n\napple passwords").problems(ann.tenant) == {}
    assert "models" in PasskeySettings(models="My own").problems(ann.tenant)
    assert "models" in PasskeySettings(models="Dashlane\n" * 300).problems(ann.tenant)
    assert policy_as_it_stands(ann.tenant).rule_of(KEY).is_on


def test_one_that_was_stopped_is_called_that_and_leads_to_where_it_is_brought_back(
    own: Client, ann: User
) -> None:
    # D10
    _key, other = passkey_of(ann, name="Blue key")
    Passkey.objects.filter(pk=other.pk).update(stopped_at=clock.now())

    page = read(own.get(LIST))

    assert page.text.count("Stopped") == 1
    assert [where for name, where in page.links.items() if name.startswith("Bring back")] == [
        reverse("security_info:bring_back", args=["passkey", other.pk])
    ]
