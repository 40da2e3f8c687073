"""The password page: the fallback."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.throttle.models import TryCount
from accounts.users import browsers
from accounts.users.models import User
from accounts.users.services import end_sessions
from accounts.ways.one_time_link import services as one_time_link
from accounts.ways.password.turns import Turns
from accounts.ways.password.verifying import Verdict, verify
from devices.phones.services import suspend_account
from tests.security.browsers import set_new_password
from tests.support.limits import forget_tries, let_pass
from tests.support.pages import (
    answer,
    browser,
    choose,
    frozen,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import (
    PASSWORD,
    allow,
    change_policy,
    make_disabled,
    make_group,
    make_person,
    make_tenant,
    set_up,
    turn_off,
)
from tests.support.phones import SigningPhone, account_of


def test_the_password_works_beside_the_phone(ann: User, phone: SigningPhone) -> None:  # F01
    client = browser()
    page = write_username(client, ann.username)
    assert page.links["Use your password instead"] == "/sign-in/password/"

    page = write_password(client)

    assert page.address == "/signed-in/"
    assert "pwd" in page.text
    assert "mfa" not in page.text


def test_with_two_step_on_the_password_leads_to_the_phone(
    ann: User, phone: SigningPhone
) -> None:  # F01, A13, E09
    change_policy(ann.tenant, two_step=True)
    client = browser()

    page = sign_in_by_password(client, ann)

    assert page.address == "/sign-in/phone/"
    assert "Use your password instead" not in page.links
    assert not is_signed_in(client)
    assert phone.requests()[0].kind == "second_step"
    answer(phone, page.number)
    page = press_continue(client)
    assert page.address == "/signed-in/"
    assert {"pwd", "swk", "pin", "mfa"} <= set(page.text.split())


def test_with_two_step_on_a_lost_phone_is_not_the_other_step(ann: User, phone: SigningPhone) -> None:  # F01
    change_policy(ann.tenant, two_step=True)
    suspend_account(account_of(ann), actor=ann)
    client = browser()

    page = sign_in_by_password(client, ann)

    assert page.status == 403
    assert "one more step" in page.text
    assert not is_signed_in(client)


def test_with_two_step_on_a_spent_one_time_link_is_not_the_other_step(ann: User) -> None:  # F01, T21
    change_policy(ann.tenant, two_step=True)
    one_time_link.spend(one_time_link.grant(ann, actor=None, now=timezone.now()))

    page = sign_in_by_password(browser(), ann)

    assert page.status == 403
    assert "one more step" in page.text


def test_a_spent_one_time_link_is_not_offered_beside_the_phone(ann: User, phone: SigningPhone) -> None:  # F02
    change_policy(ann.tenant, two_step=True)
    one_time_link.spend(one_time_link.grant(ann, actor=None, now=timezone.now()))

    assert sign_in_by_password(browser(), ann).address == "/sign-in/phone/"


def test_a_wrong_password_says_the_same_to_everybody(nordljus: Tenant, ann: User) -> None:  # A18, T13
    make_disabled(nordljus)
    make_person(nordljus, "none", password=None)
    said = set()
    for name in ("ann", "disabled", "none", "nobody"):
        client = browser()
        write_username(client, f"{name}@nordljus.example")
        page = write_password(client, "wrong" if name == "ann" else "correct horse battery")
        said.add((page.status, page.masked()))
        assert not is_signed_in(client)

    assert len(said) == 1
    assert "do not go together" in page.text


def test_every_try_costs_one_hash_whoever_is_asked_for(
    nordljus: Tenant, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # T13
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append("once")
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    make_disabled(nordljus)
    make_person(nordljus, "none", password=None)
    costs = []
    for name in ("ann", "disabled", "none", "nobody"):
        client = browser()
        write_username(client, f"{name}@nordljus.example")
        hashed.clear()
        write_password(client, "wrong")
        costs.append(len(hashed))

    assert costs == [1, 1, 1, 1]


def test_ten_wrong_passwords_stop_strangers_with_a_page(ann: User) -> None:  # T15
    with frozen():
        statuses = []
        for n in range(11):
            client = browser()
            client.get("/sign-in/")
            begin_from_anywhere(client, ann.username)
            statuses.append(write_password(client, f"guess {n}").status)
        client = browser()
        begin_from_anywhere(client, "ANN@nordljus.example")
        last = write_password(client)

    assert statuses == [400] * 10 + [429]
    assert last.status == 429, "the right one does not help either, nor another way of writing the name (T14)"
    assert "Too many tries" in last.text


def test_strangers_tries_do_not_lock_the_persons_own_browser_out(ann: User) -> None:  # T15, E16
    own = browser()
    sign_in_by_password(own, ann)
    own.post("/sign-out/")
    with frozen():
        stranger = browser()
        begin_from_anywhere(stranger, ann.username)
        statuses = [write_password(stranger, f"guess {n}").status for n in range(12)]

        assert statuses[-1] == 429
        assert sign_in_by_password(own, ann).address == "/signed-in/"


def test_a_browser_that_changes_its_cookie_gets_no_fresh_tries(ann: User) -> None:  # T15
    """A shared computer, where Ann has signed in once: her browser's cookie is there to be changed at will."""
    shared = browser()
    sign_in_by_password(shared, ann)
    shared.post("/sign-out/")
    write_username(shared, ann.username)
    with frozen():
        statuses = []
        for n in range(40):
            shared.cookies[browsers.BROWSER_COOKIE.name] = f"another-{n}"
            statuses.append(write_password(shared, f"guess {n}").status)

    assert statuses == [400] * 10 + [429] * 30, "the tries of strangers"


def test_a_known_browser_that_begins_again_gets_no_fresh_tries(ann: User) -> None:  # T15
    shared = browser()
    sign_in_by_password(shared, ann)
    shared.post("/sign-out/")
    with frozen():
        statuses = []
        for n in range(12):
            begin_from_anywhere(shared, ann.username)
            statuses.append(write_password(shared, f"guess {n}").status)

    assert statuses == [400] * 10 + [429] * 2


def test_unknown_names_run_out_of_tries_alike(nordljus: Tenant) -> None:  # A18
    with frozen():
        client = browser()
        write_username(client, "nobody@nordljus.example")
        statuses = [write_password(client, f"guess {n}").status for n in range(11)]

    assert statuses == [400] * 10 + [429]


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_the_same_wrong_password_again_is_not_counted_whoever_is_asked_for(
    name: str, ann: User
) -> None:  # E16, A18
    client = browser()
    write_username(client, f"{name}@nordljus.example")
    habits = ["the old one", "the other one", "the one at home"]

    statuses = [write_password(client, habits[n % 3]).status for n in range(15)]
    let_pass(61)  # the network's minute
    after_other = [write_password(client, f"guess {n}").status for n in range(8)]

    assert statuses == [400] * 15
    assert after_other == [400] * 7 + [429]


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_who_waits_is_told_for_how_long_and_shown_another_way(name: str, ann: User) -> None:  # E16, A18
    client = browser()
    write_username(client, f"{name}@nordljus.example")
    for n in range(10):
        write_password(client, f"guess {n}")

    response = client.post("/sign-in/password/", {"password": PASSWORD})
    page = read(response)

    assert page.status == 429
    assert 55 <= int(response.headers["Retry-After"]) <= 60
    assert (page.heading, "Wait 1 minute, then try again" in page.text) == ("Wait a little", True)
    assert page.links["Use another way"] == "/sign-in/choose-method/"
    assert read(client.get("/sign-in/choose-method/")).status == 200


def test_the_wait_ends_and_the_next_wrong_one_doubles_it(ann: User) -> None:  # E16
    client = browser()
    write_username(client, ann.username)
    for n in range(10):
        write_password(client, f"guess {n}")

    let_pass(61)
    again = write_password(client, "once more").status
    waits = client.post("/sign-in/password/", {"password": PASSWORD}).headers["Retry-After"]
    let_pass(121)

    assert again == 400
    assert 115 <= int(waits) <= 120
    assert write_password(client).address == "/signed-in/"


def test_an_admins_numbers_count_and_none_beyond_what_is_safe(ann: User) -> None:  # E16, E19
    set_up(ann.tenant, "password", tries=3, wait_seconds=600)
    client = browser()
    write_username(client, ann.username)
    statuses = [write_password(client, f"guess {n}").status for n in range(4)]
    forget_tries()
    set_up(ann.tenant, "password", tries=10_000, wait_seconds=0)

    beyond = [write_password(client, f"guess {n}").status for n in range(11)]

    assert statuses == [400] * 3 + [429]
    assert beyond == [400] * 10 + [429]


def test_when_no_turn_is_left_nothing_is_counted_and_everybody_waits_alike(
    nordljus: Tenant, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # T15, T13
    full = Turns(at_once=1, most_waiting=0, seconds=0)
    monkeypatch.setattr("accounts.ways.password.page.HASHING", full)
    said = set()
    with full.turn():
        for name in ("ann", "nobody"):
            client = browser()
            write_username(client, f"{name}@nordljus.example")
            before = everything_counted()
            response = client.post("/sign-in/password/", {"password": PASSWORD})
            said.add((response.status_code, response.headers["Retry-After"], read(response).masked()))
            assert everything_counted() == before

    assert len(said) == 1
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")


def test_strangers_of_one_network_keep_neither_others_nor_known_browsers_from_their_turn(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # T01, T15
    turns = Turns(at_once=5, most_waiting=0, seconds=0)
    monkeypatch.setattr("accounts.ways.password.page.HASHING", turns)
    known = browser()
    sign_in_by_password(known, ann)
    crowd, elsewhere = browser(), Client(REMOTE_ADDR="203.0.113.9")
    answers = []
    with turns.turn(["127.0.0.0/24", "127.0.0.1"]), turns.turn(["127.0.0.0/24", "127.0.0.1"]):
        for client in (crowd, elsewhere, known):
            write_username(client, ann.username)
            answers.append(client.post("/sign-in/password/", {"password": PASSWORD}).status_code)

    assert answers == [429, 302, 302]


def everything_counted() -> list[tuple[str, int]]:
    return sorted(TryCount.objects.values_list("pk", "tries"))


def test_where_passwords_are_off_the_right_one_is_told_apart_from_the_wrong_one_by_nothing(
    ann: User, phone: SigningPhone
) -> None:  # E02, A18
    turn_off(ann.tenant, "password")
    answers = set()
    for written in ("correct horse battery", "wrong"):
        client = browser()
        write_username(client, ann.username)
        page = write_password(client, written)
        answers.add((page.status, page.address, page.heading))
        assert not is_signed_in(client)

    assert len(answers) == 1


def test_for_whoever_may_not_use_one_the_right_password_is_as_good_as_a_wrong_one(
    ann: User,
) -> None:  # E01, A18
    allow(ann.tenant, "password", include=[make_group(ann.tenant, "others")])
    answers = set()
    for written in ("correct horse battery", "wrong"):
        client = browser()
        write_username(client, ann.username)
        page = write_password(client, written)
        answers.add((page.status, page.address, page.heading))
        assert not is_signed_in(client)

    assert len(answers) == 1


def test_passwords_turned_off_between_the_steps_count_no_more(ann: User, phone: SigningPhone) -> None:  # E19
    change_policy(ann.tenant, two_step=True)
    client = browser()
    page = sign_in_by_password(client, ann)
    turn_off(ann.tenant, "password")

    answer(phone, page.number)
    page = press_continue(client)

    assert page.address == "/signed-in/", "the phone alone is two steps"
    assert "pwd" not in page.text.split(), "what no longer counts is not claimed"


@pytest.mark.parametrize("what", ["sessions ended", "password set"])
def test_a_password_proven_before_everything_was_ended_counts_no_more(
    what: str, ann: User, phone: SigningPhone
) -> None:  # T08
    change_policy(ann.tenant, two_step=True)
    client = browser()
    page = sign_in_by_password(client, ann)
    answer(phone, page.number)

    end_everything(what, ann)
    page = press_continue(client)

    assert page.status == 409
    assert page.links["Start again"] == "/sign-in/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("what", ["sessions ended", "password set"])
def test_nothing_is_added_to_what_counts_no_more(what: str, ann: User, phone: SigningPhone) -> None:  # T08
    change_policy(ann.tenant, two_step=True)
    client = browser()
    sign_in_by_password(client, ann)
    end_everything(what, ann)

    for page in (read(client.get("/sign-in/choose-method/")), write_password(client)):
        assert page.status == 409
        assert page.links["Start again"] == "/sign-in/"


@pytest.mark.parametrize("what", ["sessions ended", "password set"])
def test_what_ends_while_the_password_is_looked_at_ends_this_too(
    what: str, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # T08
    def slowly(user: User | None, written: str, *, username: str) -> Verdict:
        verdict = verify(user, written, username=username)
        end_everything(what, ann)
        return verdict

    monkeypatch.setattr("accounts.ways.password.page.verify", slowly)
    client = browser()

    sign_in_by_password(client, ann)

    assert not is_signed_in(client)


def test_a_new_password_is_taken_on_the_page_that_already_asks(ann: User) -> None:
    """Forgotten, set anew by the admin, and told: the page that is open still takes it, and the old one no more."""
    client = browser()
    write_username(client, ann.username)
    end_everything("password set", ann)

    assert write_password(client).status == 400
    assert write_password(client, "entirely new secret").address == "/signed-in/"
    assert is_signed_in(client)


def test_a_password_hashed_anew_on_the_way_still_leads_to_the_second_step(
    ann: User, phone: SigningPhone
) -> None:
    change_policy(ann.tenant, two_step=True)
    ann.password = make_password("correct horse battery", hasher="argon2")
    ann.save(update_fields=["password"])
    client = browser()

    page = sign_in_by_password(client, ann)
    answer(phone, page.number)

    assert press_continue(client).address == "/signed-in/"
    ann.refresh_from_db()
    assert ann.password.startswith("md5$"), "hashed anew by what these tests prefer"


def test_another_tenants_allowance_does_not_count(ann: User) -> None:  # T09
    turn_off(ann.tenant, "password")
    turn_off(ann.tenant, "phone")
    allow(make_tenant("solvik"), "password")

    page = write_username(browser(), ann.username)

    assert page.status in (400, 403)


def test_a_failure_is_noted_with_its_reason_and_without_the_password(ann: User) -> None:  # E12, I10
    client = browser()
    write_username(client, ann.username)
    write_password(client, "a secret mistake")

    event = AuditEvent.objects.get(tag="user:sign_in:refused")
    assert (event.subject, event.details["reason"]) == (ann, "wrong_password")
    assert "mistake" not in str(event.details)


def test_the_page_never_repeats_the_password(ann: User) -> None:  # I10
    client = browser()
    write_username(client, ann.username)

    assert "a secret mistake" not in write_password(client, "a secret mistake").html


def test_the_other_ways_stay_one_link_away(ann: User, phone: SigningPhone) -> None:  # A12
    client = browser()
    write_username(client, ann.username)
    page = read(client.get("/sign-in/password/"))
    assert page.links["Other ways to sign in"] == "/sign-in/choose-method/"

    page = read(client.get("/sign-in/choose-method/"))

    assert "/sign-in/password/" in page.links.values()
    assert choose(client, page).address == "/sign-in/phone/"


def end_everything(what: str, user: User) -> None:
    if what == "sessions ended":
        end_sessions(user, actor=None, why="admin")
    else:
        set_new_password(user)


def begin_from_anywhere(client: Client, username: str) -> None:
    """Begins a sign-in from an address nobody has used before, so that only the password's counter counts."""
    begin_from_anywhere.address += 1  # type: ignore[attr-defined]
    address = f"198.51.{begin_from_anywhere.address // 250}.{begin_from_anywhere.address % 250}"  # type: ignore[attr-defined]
    client.post("/sign-in/", {"username": username}, REMOTE_ADDR=address)


begin_from_anywhere.address = 0  # type: ignore[attr-defined]
