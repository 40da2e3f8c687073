"""The *Approve sign-in* page: what it shows, how it moves, who may finish."""

import json

import pytest
from django.conf import settings
from django.db.models.functions import Now
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.signin.unfinished import BINDING_COOKIE
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.simulator.calls import CallRefused
from tests.support.pages import answer, browser, is_signed_in, press_continue, read, wish_of, write_username
from tests.support.people import change_policy, make_person
from tests.support.phones import SigningPhone, phone_of
from tests.support.sessions import tamper


def stage(client: Client) -> str:
    told = client.get("/sign-in/phone/status/").json()
    assert set(told) == {"state", "seconds_left", "can_resend"}, "the status holds nothing else"
    return str(told["state"])


def request_of(user: User) -> ApprovalRequest:
    return ApprovalRequest.objects.exclude(kind="enrol").get(user=user)


def test_the_page_shows_the_number_the_seconds_and_the_way_to_the_password(
    ann: User, phone: SigningPhone
) -> None:  # A02
    page = write_username(browser(), ann.username)

    assert len(page.number) == 2
    assert page.number.isdigit()
    assert "120 s" in page.text
    assert "Open Handslag on your phone and type this number." in page.text
    assert page.links["Use your password instead"] == "/sign-in/password/"


@pytest.mark.parametrize(("digits", "drawn", "shown"), [(2, 7, "07"), (2, 0, "00"), (6, 42, "000042")])
def test_leading_zeros_are_kept_and_must_be_given(
    digits: int, drawn: int, shown: str, ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A02, E07
    change_policy(ann.tenant, digits=digits)
    monkeypatch.setattr("devices.approvals.asking.services.secrets.randbelow", lambda _: drawn)
    client = browser()

    page = write_username(client, ann.username)

    assert page.number == shown
    assert answer(phone, shown) == "approved"
    assert press_continue(client).address == "/signed-in/"


def test_a_number_without_its_zero_is_a_wrong_number(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A02
    monkeypatch.setattr("devices.approvals.asking.services.secrets.randbelow", lambda _: 7)
    write_username(browser(), ann.username)

    with pytest.raises(CallRefused):
        answer(phone, "7")
    assert request_of(ann).state != "approved"


def test_a_known_browser_gives_three_numbers_to_choose_from_and_one_is_right(
    ann: User, phone: SigningPhone
) -> None:  # A05, E07
    client = browser()
    answer(phone, write_username(client, ann.username).number)
    press_continue(client)
    client.post("/sign-out/")

    page = write_username(client, ann.username)
    [asked] = phone.requests()

    assert asked.match == "choose"
    assert len(set(asked.choices)) == 3
    assert page.number in asked.choices
    assert "choose this number" in page.text


def test_the_life_of_a_request_is_the_policys(ann: User, phone: SigningPhone) -> None:  # A08
    change_policy(ann.tenant, request_life_seconds=45)

    assert "45 s" in write_username(browser(), ann.username).text


def test_the_stages_are_told_as_they_come_in_a_browser_used_before(
    own: Client, ann: User, phone: SigningPhone
) -> None:  # A08
    client = own
    client.post("/sign-out/")
    page = write_username(client, ann.username)
    assert (page.stage, stage(client)) == ("waiting", "waiting")

    [asked] = phone.requests()
    phone.mark_seen(asked)
    assert stage(client) == "opened"

    phone.approve(asked, number=page.number)
    assert stage(client) == "approved"
    assert not is_signed_in(client), "the phone approved; the browser has not finished (A09)"

    assert press_continue(client).address == "/signed-in/"


def test_a_browser_that_has_proven_nothing_is_not_told_that_somebody_opened_it(
    ann: User, phone: SigningPhone
) -> None:  # A18, T13
    client = browser()
    write_username(client, ann.username)

    phone.mark_seen(phone.requests()[0])

    assert ApprovalRequest.objects.filter(seen_at__isnull=False).exists()
    assert (stage(client), read(client.get("/sign-in/phone/")).stage) == ("waiting", "waiting")


def test_a_browser_that_has_proven_nothing_is_not_told_whether_a_phone_was_woken(
    ann: User, phone: SigningPhone
) -> None:  # A16, A18, T13
    looks, quiet = set(), []
    for name in (ann.username, "nobody@nordljus.example"):
        for _ in range(3):
            client = browser()
            looks.add((write_username(client, name).stage, stage(client)))
            quiet.append(ApprovalRequest.objects.latest("asked_at").is_quiet)

    assert quiet == [False, False, True] * 2, "decided alike for a name that nobody has"
    assert looks == {("waiting", "waiting")}


def test_a_known_browser_beyond_the_caps_is_told_to_open_the_app_where_the_request_waits(
    own: Client, ann: User, phone: SigningPhone
) -> None:  # A16
    own.post("/sign-out/")
    for _ in range(3):
        write_username(own, ann.username)

    page = write_username(own, ann.username)

    assert (page.stage, stage(own)) == ("quiet", "quiet")
    assert "The request waits in the app." in page.text
    answer(phone, page.number)
    assert press_continue(own).address == "/signed-in/"


def test_a_denial_is_told_with_the_next_step(ann: User, phone: SigningPhone) -> None:  # A04, A08
    client = browser()
    write_username(client, ann.username)

    phone.deny(phone.requests()[0])

    page = press_continue(client)
    assert (page.stage, page.number) == ("denied", "")
    assert "Denied on your phone" in page.text
    assert "/sign-in/phone/again/" in page.actions()
    assert not is_signed_in(client)


def test_a_wrong_number_ends_it_for_good_and_offers_a_new_one(
    ann: User, phone: SigningPhone
) -> None:  # A05, T02
    client = browser()
    page = write_username(client, ann.username)
    [asked] = phone.requests()
    wrong = f"{(int(page.number) + 1) % 100:02d}"

    with pytest.raises(CallRefused) as refused:
        phone.approve(asked, number=wrong)
    assert refused.value.code == "wrong_number"
    with pytest.raises(CallRefused) as refused:
        phone.approve(asked, number=page.number)
    assert (refused.value.status, refused.value.code) == (409, "already_decided")

    page = press_continue(client)
    assert (page.stage, page.number) == ("wrong_number", "")
    assert AuditEvent.objects.filter(tag="user:request:wrong_number", subject=ann).count() == 1
    page = read(client.post("/sign-in/phone/again/", follow=True))
    assert page.stage == "waiting"
    answer(phone, page.number)
    assert press_continue(client).address == "/signed-in/"


def test_a_request_that_ran_out_is_told_and_asked_anew(ann: User, phone: SigningPhone) -> None:  # A08, T07
    client = browser()
    page = write_username(client, ann.username)
    [asked] = phone.requests()
    ApprovalRequest.objects.filter(pk=asked.handle).update(expires_at=Now())

    with pytest.raises(CallRefused) as refused:
        phone.approve(asked, number=page.number)
    assert (refused.value.status, refused.value.code) == (410, "expired")
    assert stage(client) == "expired"
    page = read(client.post("/sign-in/phone/again/", follow=True))
    answer(phone, page.number)
    assert press_continue(client).address == "/signed-in/"


def test_an_approval_not_finished_within_a_minute_is_worth_nothing(
    ann: User, phone: SigningPhone
) -> None:  # T07
    client = browser()
    answer(phone, write_username(client, ann.username).number)
    ApprovalRequest.objects.filter(pk=request_of(ann).pk).update(finish_by=Now())

    page = press_continue(client)

    assert page.stage == "expired"
    assert not is_signed_in(client)


def test_pressing_continue_too_soon_says_still_waiting(ann: User, phone: SigningPhone) -> None:  # A07
    client = browser()
    before = write_username(client, ann.username)

    page = press_continue(client)

    assert "Still waiting" in page.html
    assert page.number == before.number
    assert not is_signed_in(client)


def test_looking_again_asks_no_second_time(ann: User, phone: SigningPhone) -> None:
    client = browser()
    page = write_username(client, ann.username)

    assert read(client.get("/sign-in/phone/")).number == page.number
    assert len(phone.requests()) == 1


def test_looking_again_after_the_approval_finishes_nothing(ann: User, phone: SigningPhone) -> None:  # A09
    client = browser()
    answer(phone, write_username(client, ann.username).number)

    client.get("/sign-in/phone/")

    assert not is_signed_in(client)
    assert request_of(ann).state == "approved"


def test_only_the_asking_browser_can_finish(ann: User, phone: SigningPhone) -> None:  # A09, T03
    """Two browsers, same person: the number of one approves only that one."""
    victim, attacker = browser(), browser()
    victims, attackers = write_username(victim, ann.username), write_username(attacker, ann.username)
    assert victims.number != attackers.number
    assert len(phone.requests()) == 2, "the app shows both (A15)"
    answer(phone, victims.number, at=0)

    press_continue(attacker)
    assert not is_signed_in(attacker)
    assert stage(attacker) == "waiting"
    assert press_continue(victim).address == "/signed-in/"


def test_a_stolen_session_cookie_without_the_binding_cookie_gets_nothing(
    ann: User, phone: SigningPhone
) -> None:  # A09, T04
    victim, thief = browser(), browser()
    number = write_username(victim, ann.username).number
    thief.cookies[settings.SESSION_COOKIE_NAME] = victim.cookies[settings.SESSION_COOKIE_NAME].value
    answer(phone, number)

    for page in (read(thief.get("/sign-in/phone/")), press_continue(thief)):
        assert page.status == 409
        assert number not in page.text
    assert thief.get("/sign-in/phone/status/").status_code == 409
    assert thief.post("/sign-in/phone/again/").status_code == 409
    assert not is_signed_in(thief)
    assert press_continue(victim).address == "/signed-in/", "and the thief's tries took nothing away"


def test_a_binding_cookie_of_another_sign_in_gets_nothing(ann: User, phone: SigningPhone) -> None:  # T04
    victim, thief = browser(), browser()
    number = write_username(victim, ann.username).number
    write_username(thief, "nobody@nordljus.example")
    thief.cookies[settings.SESSION_COOKIE_NAME] = victim.cookies[settings.SESSION_COOKIE_NAME].value
    answer(phone, number)

    assert press_continue(thief).status == 409
    assert not is_signed_in(thief)


def test_a_binding_planted_in_another_session_finds_nothing(ann: User, phone: SigningPhone) -> None:  # T04
    bo = make_person(ann.tenant, "bo")
    victim, thief = browser(), browser()
    answer(phone, write_username(victim, ann.username).number)
    write_username(thief, bo.username)
    tamper(thief, binding=request_of(ann).browser_digest)

    assert press_continue(thief).status == 409
    assert not is_signed_in(thief)


def test_finishing_twice_signs_in_once(ann: User, phone: SigningPhone) -> None:  # T06, I1
    client = browser()
    answer(phone, write_username(client, ann.username).number)
    twin = browser()
    twin.cookies.load({name: cookie.value for name, cookie in client.cookies.items()})

    assert press_continue(client).address == "/signed-in/"
    assert press_continue(client).address == "/signed-in/", "another tab, say: it follows"
    assert press_continue(twin).status == 409
    assert AuditEvent.objects.filter(tag="user:sign_in:succeeded").count() == 1
    assert request_of(ann).state == "consumed"


def test_one_phone_sign_in_is_two_steps_and_says_what_was_proven(ann: User) -> None:  # A10
    change_policy(ann.tenant, two_step=True)
    phone = phone_of(ann, unlock="platform")
    client = browser()
    answer(phone, write_username(client, ann.username).number)

    page = press_continue(client)

    assert page.address == "/signed-in/"
    assert {"swk", "user", "mca", "mfa"} <= set(page.text.split())
    assert "pwd" not in page.text.split()
    assert "Ann's phone" in page.text


def test_an_approval_without_the_unlock_is_refused(ann: User, phone: SigningPhone) -> None:  # A06, T12
    client = browser()
    number = write_username(client, ann.username).number
    [asked] = phone.requests()

    with pytest.raises(CallRefused) as refused:
        phone.approve(asked, number=number, with_unlock=False)

    assert (refused.value.status, refused.value.code) == (403, "unlock_required")
    assert stage(client) == "waiting"


def test_cancelling_takes_the_request_off_the_phone(ann: User, phone: SigningPhone) -> None:  # A08
    client = browser()
    number = write_username(client, ann.username).number
    [asked] = phone.requests()

    page = read(client.post("/sign-in/cancel/", follow=True))

    assert page.address == "/sign-in/"
    assert request_of(ann).state == "cancelled"
    assert phone.requests() == []
    with pytest.raises(CallRefused):
        phone.approve(asked, number=number)
    assert press_continue(client).status == 409


def test_a_link_cancels_nothing(ann: User, phone: SigningPhone) -> None:  # T28
    client = browser()
    write_username(client, ann.username)

    client.get("/sign-in/cancel/")

    assert stage(client) == "waiting"
    assert len(phone.requests()) == 1


def test_beginning_anew_supersedes_this_browsers_own_and_nobody_elses(
    ann: User, phone: SigningPhone
) -> None:  # A15
    own, other = browser(), browser()
    others = write_username(other, ann.username)
    first = write_username(own, ann.username)
    second = write_username(own, ann.username)
    # By its state: the number of what has ended may be drawn again.
    gone = ApprovalRequest.objects.get(state="superseded")

    waiting = ApprovalRequest.objects.filter(state="pending")
    assert {r.number for r in waiting} == {others.number, second.number}
    assert gone.number == first.number
    assert len(phone.requests()) == waiting.count() == 2


def test_the_password_taken_instead_takes_the_request_off_the_phone(ann: User, phone: SigningPhone) -> None:
    client = browser()
    write_username(client, ann.username)

    client.post("/sign-in/password/", {"password": "correct horse battery"})

    assert is_signed_in(client)
    assert phone.requests() == []
    assert request_of(ann).state == "cancelled"


def test_a_second_step_reaches_an_account_with_notifications_only(ann: User) -> None:  # A13, C04
    change_policy(ann.tenant, two_step=True)
    phone = phone_of(ann, enable=False)
    client = browser()
    write_username(client, ann.username)
    assert phone.requests() == [], "phone sign-in is not on for it"

    page = read(client.post("/sign-in/password/", {"password": "correct horse battery"}, follow=True))
    assert page.address == "/sign-in/phone/"
    answer(phone, page.number)

    assert press_continue(client).address == "/signed-in/"


def test_the_phone_is_told_who_asks_from_where(ann: User, phone: SigningPhone) -> None:  # A04, E08
    client = browser()
    wish = wish_of(read(client.get("/portal/", follow=True)))
    client.post("/sign-in/", {"username": ann.username, "wish": wish}, REMOTE_ADDR="8.8.8.8")
    client.get("/sign-in/phone/", REMOTE_ADDR="8.8.8.8")

    context = phone.requests()[0].context

    assert context["application"] == "Admin portal"
    assert (context["browser"], context["system"]) == ("Firefox", "Linux")
    assert (context["ip"], context["tenant"], context["known_browser"]) == ("8.8.8.8", "Nordljus", False)


def test_the_place_is_kept_from_the_phone_where_the_admin_says_so(
    ann: User, phone: SigningPhone
) -> None:  # E08
    change_policy(ann.tenant, show_place=False, show_application=False)
    write_username(browser(), ann.username)

    context = phone.requests()[0].context

    assert (context["place"], context["ip"], context["application"]) == ("", "", "")


def test_tricks_in_the_browsers_name_reach_the_phone_as_plain_text(
    ann: User, phone: SigningPhone
) -> None:  # T26
    write_username(browser("<b>\u202eFirefox</b>" * 50), ann.username)

    said = json.dumps(phone.requests()[0].context)

    assert "\\u202e" not in said
    assert "<b>" not in said


def test_identifiers_change_at_every_step_up(ann: User, phone: SigningPhone) -> None:  # T04
    client = browser()
    write_username(client, ann.username)
    keys = [client.cookies[settings.SESSION_COOKIE_NAME].value]
    page = write_username(client, ann.username)
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    csrf, binding = client.cookies[settings.CSRF_COOKIE_NAME].value, client.cookies[BINDING_COOKIE.name].value
    answer(phone, page.number)
    press_continue(client)
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)

    assert len(set(keys)) == 3
    assert client.cookies[settings.CSRF_COOKIE_NAME].value != csrf
    assert client.cookies[BINDING_COOKIE.name].value != binding
    for key in keys[:2]:
        old = browser()
        old.cookies[settings.SESSION_COOKIE_NAME] = key
        assert not is_signed_in(old)


def test_planted_cookies_never_become_signed_in(ann: User, phone: SigningPhone) -> None:  # T04
    """The attacker begins, plants every cookie of theirs in the victim's browser, and waits."""
    attacker = browser()
    write_username(attacker, ann.username)
    planted = {name: cookie.value for name, cookie in attacker.cookies.items()}
    victim = browser()
    victim.cookies.load(planted)

    number = write_username(victim, ann.username).number
    answer(phone, number, at=0)
    assert press_continue(victim).address == "/signed-in/"

    attacker.cookies.load(planted)
    assert not is_signed_in(attacker)
    assert press_continue(attacker).status == 409
    assert not is_signed_in(attacker)


def test_signed_in_as_one_and_beginning_as_another_ends_as_the_other_alone(
    ann: User, phone: SigningPhone
) -> None:  # T04
    bo = make_person(ann.tenant, "bo")
    client = browser()
    answer(phone, write_username(client, ann.username).number)
    press_continue(client)
    client.get("/security-info/")
    anns = client.cookies[settings.SESSION_COOKIE_NAME].value

    write_username(client, bo.username)
    client.post("/sign-in/password/", {"password": "correct horse battery"})

    assert bo.username in read(client.get("/signed-in/")).text
    assert "swk" not in read(client.get("/signed-in/")).text.split()
    old = browser()
    old.cookies[settings.SESSION_COOKIE_NAME] = anns
    assert not is_signed_in(old)
