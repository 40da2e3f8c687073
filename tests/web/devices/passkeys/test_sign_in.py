"""A passkey on the first page, where nobody has said who they are (F04, A18)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.policy.networks import block as block_network
from accounts.signin.wish import Wish, sealed
from accounts.tenants.models import Tenant
from accounts.users.browsers import BROWSER_COOKIE
from accounts.users.models import KnownBrowser, User
from accounts.users.services import block, disable
from devices.passkeys.challenges import COOKIE, LIFE_SECONDS
from devices.passkeys.models import Passkey
from devices.passkeys.services import remove
from devices.passkeys.taking import ANSWERS_A_MINUTE, LARGEST_ANSWER
from tests.support.clock import travel
from tests.support.pages import browser, frozen, is_signed_in, read, write_username
from tests.support.passkeys import (
    BEGINNING,
    PRESENT,
    SoftwareKey,
    give,
    passkey_of,
    question,
    sign_in_by_passkey,
)
from tests.support.people import (
    allow,
    change_policy,
    hand_over,
    make_group,
    make_person,
    make_tenant,
    set_up,
    take_out_of_use,
    turn_off,
)
from tests.support.sessions import proof_of

REFUSED = "That passkey is not taken here"


@pytest.mark.both_databases
def test_a_passkey_signs_in_without_a_username(ann: User, key: SoftwareKey) -> None:  # F04
    client = browser()

    page = sign_in_by_passkey(client, key)

    assert page.address == "/signed-in/"
    proof = proof_of(client)
    assert (proof.methods, proof.acr) == (("passkey",), "phishing_resistant")
    assert set(proof.amr) == {"pop", "user", "mfa"}
    assert proof.device_label == "My passkey"
    assert "two steps that no fake site can ask for" in page.text.lower()
    kept = KnownBrowser.objects.get(user=ann)
    assert (kept.last_method, kept.methods_passed) == ("passkey", ["passkey"])


def test_its_facts_are_kept_with_each_use(key: SoftwareKey, passkey: Passkey) -> None:  # E21
    key.count = 7

    sign_in_by_passkey(browser(), key)

    passkey.refresh_from_db()
    assert (passkey.sign_count, passkey.is_backed_up, passkey.user_verified) == (8, True, True)
    assert passkey.last_used_at is not None
    assert passkey.last_used_place == "local"


def test_the_first_page_offers_it_beside_the_username(nordljus: Tenant) -> None:  # F04
    page = read(browser().get("/sign-in/"))

    assert 'autocomplete="username webauthn"' in page.html
    assert "Sign in with a passkey" not in page.text, "a script shows it, where the browser can"
    assert 'data-passkey-use="/sign-in/with-passkey/options/"' in page.html
    assert page.inline == []


def test_it_asks_whoever_the_browser_finds_and_names_nobody(ann: User, key: SoftwareKey) -> None:  # A18
    asked = question(browser(), BEGINNING)["publicKey"]

    assert asked.pop("challenge")
    assert asked == {
        "rpId": "localhost",
        "timeout": LIFE_SECONDS * 1000,
        "allowCredentials": [],
        "userVerification": "required",
    }


def test_where_nobody_may_use_one_nothing_is_asked(nordljus: Tenant) -> None:
    turn_off(nordljus, "passkey")

    assert browser().post(f"{BEGINNING}options/").status_code == 204


def test_asking_keeps_nothing(nordljus: Tenant) -> None:  # T39
    client = browser()

    question(client, BEGINNING)

    assert set(client.cookies) == {COOKIE.name}


def test_opened_by_a_link_it_leads_to_the_first_page(nordljus: Tenant) -> None:
    assert browser().get(BEGINNING).headers["Location"] == "/sign-in/"


def test_it_goes_on_to_where_its_person_was_going(ann: User, key: SoftwareKey) -> None:  # A24
    client = browser()
    asked = question(client, BEGINNING)
    wish = sealed(Wish(return_to="/security-info/"))

    page = give(client, BEGINNING, asked, key.use(asked["publicKey"]), wish=wish)

    assert page.address == "/security-info/"


def test_it_is_two_steps_by_itself(ann: User, key: SoftwareKey) -> None:  # A10
    change_policy(ann.tenant, two_step=True)

    assert sign_in_by_passkey(browser(), key).address == "/signed-in/"


def test_a_username_leads_to_it_where_it_was_used_last(ann: User, key: SoftwareKey) -> None:  # A12
    client = browser()
    sign_in_by_passkey(client, key)

    assert write_username(client, ann.username).address == "/sign-in/passkey/"


def _removed(user: User, passkey: Passkey) -> None:
    remove(passkey, actor=None)


def _suspended(user: User, passkey: Passkey) -> None:
    Passkey.objects.update(suspended_at=F("created_at"))


def _without_its_group(user: User, passkey: Passkey) -> None:
    allow(user.tenant, "passkey", include=[make_group(user.tenant, "Some")])


AWAY: dict[str, Callable[[User, Passkey], None]] = {
    "removed": _removed,
    "suspended": _suspended,
    "disabled": lambda user, _: disable(user, actor=None),
    "blocked": lambda user, _: block(user),
    "turned off": lambda user, _: turn_off(user.tenant, "passkey"),
    "not in the group": _without_its_group,
    "only unsynced": lambda user, _: set_up(user.tenant, "passkey", allow_synced=False),
    "other models": lambda user, _: set_up(user.tenant, "passkey", models="Dashlane"),
    "organisation out of use": lambda user, _: take_out_of_use(user.tenant),
}


@pytest.mark.parametrize("why", AWAY)
def test_what_is_not_taken_is_refused_in_the_same_words_whatever_the_reason(
    why: str, ann: User, key: SoftwareKey, passkey: Passkey
) -> None:  # A18, T08, E21
    """The policy may change, and the passkey go, between the question and the answer."""
    passkey_of(make_person(make_tenant("other", methods=("password", "passkey")), "oda"))
    client = browser()
    asked = question(client, BEGINNING)
    AWAY[why](ann, passkey)

    page = give(client, BEGINNING, asked, key.use(asked["publicKey"]))

    stranger = browser()
    nobodys = sign_in_by_passkey(stranger, SoftwareKey(handle="AAAA"))
    assert (page.status, page.heading) == (nobodys.status, nobodys.heading) == (400, REFUSED)
    assert page.text == nobodys.text
    assert not is_signed_in(client)


def test_a_browser_is_told_of_a_passkey_that_nobody_has_and_of_no_other(
    ann: User, key: SoftwareKey, passkey: Passkey
) -> None:
    """A browser would forget a passkey that is only suspended, or whose person is only disabled."""
    disable(ann, actor=None)
    assert "data-passkey-unknown" not in sign_in_by_passkey(browser(), key).html
    remove(passkey, actor=None)

    page = sign_in_by_passkey(browser(), key)

    assert f'data-passkey-unknown="{key.credential_id}" data-rp-id="localhost"' in page.html


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"crossOrigin": True},
        {"flags": PRESENT},
        {"handle": "AAAA"},
        {"handle": None},
        {"type": "webauthn.create"},
    ],
)
def test_what_was_signed_elsewhere_or_without_its_person_is_refused(
    changed: dict[str, Any], key: SoftwareKey
) -> None:  # T12, T27
    key.is_synced = True
    client = browser()

    page = sign_in_by_passkey(client, key, **changed)

    assert (page.status, page.heading) == (400, REFUSED)
    assert not is_signed_in(client)


def test_an_answer_counts_once(key: SoftwareKey) -> None:  # T10
    client = browser()
    asked = question(client, BEGINNING)
    answer = key.use(asked["publicKey"])
    give(client, BEGINNING, asked, answer)
    client.post("/sign-out/")

    page = give(client, BEGINNING, asked, answer)

    assert (page.status, page.heading) == (400, "That took too long")
    assert not is_signed_in(client)


def test_an_answer_counts_for_some_minutes(key: SoftwareKey) -> None:
    client = browser()
    asked = question(client, BEGINNING)

    with travel(clock.seconds() + LIFE_SECONDS + 10):
        page = give(client, BEGINNING, asked, key.use(asked["publicKey"]))

    assert (page.status, page.heading) == (400, "That took too long")


def test_an_answer_counts_in_the_browser_that_asked(key: SoftwareKey) -> None:  # T03
    """Somebody who has their victim sign what they asked for themselves gets no further with it, nor the victim."""
    thief, victim = browser(), browser()
    asked = question(thief, BEGINNING)
    question(victim, BEGINNING)

    page = give(victim, BEGINNING, asked, key.use(asked["publicKey"]))

    assert (page.status, page.heading) == (400, "That took too long")
    assert not is_signed_in(victim)


def test_a_challenge_of_ones_own_counts_for_nothing(key: SoftwareKey) -> None:  # T10
    client = browser()
    asked = question(client, BEGINNING)
    own = asked["publicKey"] | {"challenge": "A" * 43}

    page = give(client, BEGINNING, asked, key.use(own))

    assert (page.status, page.heading) == (400, REFUSED)
    assert give(client, BEGINNING, {"sealed": "nonsense"}, key.use(own)).heading == "That took too long"


def test_two_tabs_may_wait_at_once(key: SoftwareKey) -> None:
    client = browser()
    first = question(client, BEGINNING)
    question(client, BEGINNING)

    page = give(client, BEGINNING, first, key.use(first["publicKey"]))

    assert page.address == "/signed-in/"


@pytest.mark.parametrize(
    "answer",
    ["", "7", "[]", "{}", '{"id": 1}', "{" * 50, '{"id": "a", "id": "b"}', "x" * (LARGEST_ANSWER + 1)],
)
def test_odd_answers_are_refused_in_words(answer: str, nordljus: Tenant) -> None:  # T11, T30
    client = browser()
    asked = question(client, BEGINNING)

    page = read(client.post(BEGINNING, {"sealed": asked["sealed"], "answer": answer}))

    assert (page.status, page.heading) == (400, REFUSED)


def test_answers_are_counted_by_network_before_they_are_looked_at(key: SoftwareKey) -> None:  # T15, T29
    with frozen():
        for _ in range(ANSWERS_A_MINUTE):
            assert read(browser().post(BEGINNING, {"answer": "{}"})).status == 400

        assert sign_in_by_passkey(browser(), key).status == 429


@pytest.mark.both_databases
def test_a_copied_passkey_is_suspended_told_and_signs_nobody_in(
    ann: User, passkey_counting: SoftwareKey
) -> None:  # T17
    key, copy = passkey_counting, passkey_counting.copy()
    own = browser()
    sign_in_by_passkey(own, key)
    sign_in_by_passkey(own, key)
    thief = browser()

    page = sign_in_by_passkey(thief, copy)

    assert (page.status, page.heading, is_signed_in(thief)) == (400, REFUSED, False)
    assert not is_signed_in(own), "which of the two is the copy nobody knows"
    told = AuditEvent.objects.get(tag="user:passkey:suspended", subject=ann)
    assert told.details["passkey"] == "My passkey"
    assert sign_in_by_passkey(browser(), key).status == 400


@pytest.fixture
def passkey_counting(ann: User) -> SoftwareKey:
    return passkey_of(ann, SoftwareKey(is_synced=False, count=0))[0]


def test_a_counter_that_nobody_signed_suspends_nothing(
    ann: User, passkey_counting: SoftwareKey
) -> None:  # T17
    sign_in_by_passkey(browser(), passkey_counting)
    client = browser()
    asked = question(client, BEGINNING)
    forged = SoftwareKey(credential_id=passkey_counting.credential_id, is_synced=False, count=0)
    forged.handle = passkey_counting.handle

    give(client, BEGINNING, asked, forged.use(asked["publicKey"]))

    assert Passkey.objects.get().suspended_at is None
    assert sign_in_by_passkey(browser(), passkey_counting).address == "/signed-in/"


def test_a_refused_one_that_is_kept_stands_in_the_log(ann: User, key: SoftwareKey) -> None:
    sign_in_by_passkey(browser(), key, flags=PRESENT)

    refused = AuditEvent.objects.get(tag="user:sign_in:refused", subject=ann)
    assert (refused.details["method"], refused.details["reason"]) == ("passkey", "passkey_refused")


def test_a_blocked_network_may_not_begin_by_it_but_for_known_browsers(
    ann: User, key: SoftwareKey
) -> None:  # T39
    admin = make_person(ann.tenant, "admin", role="tenant_admin")
    known = browser()
    sign_in_by_passkey(known, key)
    block_network(ann.tenant, "127.0.0.1", actor=admin, asked_from="192.0.2.1")

    assert sign_in_by_passkey(browser(), key).status == 403
    assert sign_in_by_passkey(known, key).address == "/signed-in/"


def test_the_session_key_is_new(ann: User, key: SoftwareKey) -> None:  # T04, T33
    client = browser()
    write_username(client, ann.username)
    before = client.session.session_key

    sign_in_by_passkey(client, key)

    assert client.session.session_key != before
    copy = browser()
    copy.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    assert not is_signed_in(copy)


def test_of_somebody_whose_domain_is_another_organisations_now_it_signs_nobody_in(
    ann: User, key: SoftwareKey
) -> None:  # T09
    hand_over("nordljus.example", to=make_tenant("other"))
    client = browser()

    assert sign_in_by_passkey(client, key).status == 400
    assert not is_signed_in(client)


def test_browser_cookie_is_given(ann: User, key: SoftwareKey) -> None:  # T34
    client = browser()

    sign_in_by_passkey(client, key)

    assert client.cookies[BROWSER_COOKIE.name].value
