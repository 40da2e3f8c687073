"""Adding a phone in the browser: the code, the claim, the closing test, and who may see any of it."""

from contextlib import suppress

import pytest
from django.db.models.functions import Now
from django.test import Client

from accounts.sessions.models import Session
from accounts.sessions.store import SessionStore
from accounts.users.models import User
from accounts.users.services import block, disable, end_sessions
from accounts.ways.password.services import set_password
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import expire_due
from devices.enrolment.closing_test import conclude_due
from devices.enrolment.codes.typed import grouped, typed_form
from devices.enrolment.models import Enrolment
from devices.phones.models import PhoneAccount
from devices.simulator.calls import CallRefused
from tests.support.carrying import ClientTransport
from tests.support.pages import (
    Page,
    browser,
    is_signed_in,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_username,
)
from tests.support.people import change_policy, make_person, turn_off
from tests.support.phones import SigningPhone, account_of, phone_of

ADD = "/security-info/phones/add/"


@pytest.fixture
def own(ann: User) -> Client:
    """Ann's browser, signed in by password; she has no phone yet."""
    client = browser()
    sign_in_by_password(client, ann)
    return client


def offer(client: Client) -> Page:
    return read(client.post(ADD, follow=True))


def code_in_link(page: Page) -> str:
    address, _, code = page.links["Open the phone app here"].partition("#enrol=")
    assert address.endswith("/authenticator/")
    return code


def status(client: Client, page: Page) -> dict[str, object]:
    told: dict[str, object] = client.get(f"{page.address}status/").json()
    return told


def type_number(phone: SigningPhone, number: object) -> None:
    [test] = phone.requests()
    assert (test.kind, test.match) == ("enrol", "type")
    phone.approve(test, number=str(number))


@pytest.mark.parametrize(
    ("said", "shown"), [({"label": "Ann's \u202ePixel"}, "Ann's Pixel"), ({}, "A phone")], ids=repr
)
def test_the_page_says_which_phone_claimed(
    said: dict[str, str], shown: str, own: Client, ann: User
) -> None:  # B05, T26
    page = offer(own)
    SigningPhone().calls.call(method="POST", path="enrolments/claim/", body={"code": page.code, **said})

    assert f"{shown} claimed this." in read(own.get(page.address)).text


def test_the_whole_way(own: Client, ann: User) -> None:  # B02, B04, B05
    phone = SigningPhone(label="Ann's Pixel")
    page = offer(own)
    assert page.heading == "Add your phone"
    assert "<svg" in page.html
    assert grouped(typed_form(code_in_link(page))) == page.code
    assert status(own, page)["state"] == "offered"

    phone.claim(page.code)
    assert status(own, page)["state"] == "claimed"
    phone.complete(unlock="pin")
    told = status(own, page)
    assert (told["state"], told["phone_label"]) == ("testing", "Ann's Pixel")
    assert read(own.get(page.address)).number == told["number"]
    assert not PhoneAccount.objects.filter(confirmed=True).exists(), "only the number makes it count (T18)"

    type_number(phone, told["number"])
    assert status(own, page)["state"] == "active"
    assert read(own.get(page.address)).stage == "active"
    assert "Ann's Pixel Default" in read(own.get("/security-info/")).text
    phone.refresh()
    phone.enable_phone_sign_in(next(iter(phone.accounts.values())))
    assert sign_in_by_phone(browser(), ann, phone).address == "/signed-in/"


@pytest.mark.parametrize(
    ("browsers", "phones", "asks"), [("sv", "en", "Security info"), ("en", "sv", "Säkerhetsinformation")]
)
def test_the_test_says_who_asks_in_the_language_of_the_phone(
    browsers: str, phones: str, asks: str, own: Client
) -> None:  # B04, H07
    transport = ClientTransport()
    phone = SigningPhone(transport=transport)
    own.defaults["HTTP_ACCEPT_LANGUAGE"] = browsers
    transport.client.defaults["HTTP_ACCEPT_LANGUAGE"] = phones

    phone.claim(offer(own).code)
    phone.complete(unlock="pin")

    [test] = phone.requests()
    assert test.context["application"] == asks


def test_the_code_is_long_stands_behind_the_hash_and_is_kept_as_a_digest(own: Client) -> None:  # B05, I10
    page = offer(own)
    code = code_in_link(page)

    assert len(code) >= 43, "256 bits"
    assert code not in page.address
    assert code not in str(Enrolment.objects.values_list())


def test_a_copy_of_the_tables_adds_no_phone_and_shows_no_number(own: Client) -> None:  # I10, T18
    page = offer(own)
    secret = own.cookies["enrolment"].value

    kept = [SessionStore().decode(row.session_data) for row in Session.objects.all()]

    assert any("enrolment_id" in held for held in kept)
    for told in (str(kept), str(list(Enrolment.objects.values_list()))):
        assert page.code not in told
        assert code_in_link(page) not in told
        assert secret not in told
    assert secret not in code_in_link(page), (
        "the phone learns the code, never what the number is watched with"
    )


def test_what_the_browser_holds_is_out_of_reach_of_scripts(own: Client) -> None:  # I10
    offer(own)

    for cookie in (own.cookies["enrolment"], own.cookies["enrolment-code"]):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert 0 < int(cookie["max-age"]) <= 3600


@pytest.mark.parametrize("held", ["", "x"])
def test_a_session_without_its_browser_sees_nothing(held: str, own: Client) -> None:  # T04, T18
    page = offer(own)
    own.cookies["enrolment"] = held

    assert own.get(page.address).status_code == 404
    assert own.post(f"{page.address}cancel/").status_code == 404


def test_a_wrong_number_adds_nothing(own: Client, ann: User) -> None:  # B04, T18
    phone, page = SigningPhone(), offer(own)
    phone.claim(page.code)
    phone.complete(unlock="pin")
    wrong = f"{(int(str(status(own, page)['number'])) + 1) % 100:02d}"

    with pytest.raises(CallRefused):
        type_number(phone, wrong)

    assert status(own, page)["state"] == "rejected"
    assert phone.requests() == []
    assert not PhoneAccount.objects.exclude(state="ended").exists()
    assert write_username(browser(), ann.username).stage == "waiting"
    assert phone.requests() == []


def test_a_denied_test_adds_nothing(own: Client) -> None:  # B04
    phone, page = SigningPhone(), offer(own)
    phone.claim(page.code)
    phone.complete(unlock="pin")

    phone.deny(phone.requests()[0])

    assert status(own, page)["state"] == "rejected"


def test_a_second_claim_is_refused_and_both_sides_are_told(own: Client) -> None:  # B05, T18
    page = offer(own)
    SigningPhone().claim(page.code)
    assert status(own, page)["second_claim"] is False

    with pytest.raises(CallRefused) as refused:
        SigningPhone().claim(page.code)

    assert (refused.value.status, refused.value.code) == (409, "code_used")
    assert status(own, page)["second_claim"] is True
    assert "Another phone tried the same code" in read(own.get(page.address)).text


def test_the_code_is_gone_from_the_page_once_it_is_claimed(own: Client) -> None:  # B05
    page = offer(own)
    SigningPhone(label="Ann's Pixel").claim(page.code)

    after = read(own.get(page.address))

    assert page.code not in after.html
    assert after.stage == "claimed"


def test_another_session_of_the_same_person_sees_and_cancels_nothing(own: Client, ann: User) -> None:  # T18
    phone, page = SigningPhone(), offer(own)
    phone.claim(page.code)
    phone.complete(unlock="pin")
    other = browser()
    sign_in_by_password(other, ann)

    for path in (page.address, f"{page.address}status/"):
        assert other.get(path).status_code == 404
    assert other.post(f"{page.address}cancel/").status_code == 404
    assert status(own, page)["state"] == "testing"


def test_another_person_sees_nothing(own: Client, ann: User) -> None:  # T09
    page = offer(own)
    bo = browser()
    sign_in_by_password(bo, make_person(ann.tenant, "bo"))
    session = bo.session
    session["enrolment_id"] = own.session["enrolment_id"]
    session.save()
    bo.cookies["enrolment"] = own.cookies["enrolment"].value

    assert bo.get(page.address).status_code == 404
    assert bo.get(f"{page.address}status/").status_code == 404


def test_whoever_is_not_signed_in_sees_nothing(own: Client) -> None:
    page = offer(own)

    assert read(browser().get(page.address, follow=True)).address == "/sign-in/"


@pytest.mark.parametrize("after", ["offered", "claimed", "testing"])
def test_cancelling_ends_it_at_any_step(after: str, own: Client) -> None:  # B05
    phone, page = SigningPhone(), offer(own)
    if after != "offered":
        phone.claim(page.code)
    if after == "testing":
        phone.complete(unlock="pin")

    assert read(own.post(f"{page.address}cancel/", follow=True)).stage == "cancelled"

    with pytest.raises(CallRefused):
        next_step(phone, page, after)
    assert status(own, page)["state"] == "cancelled"
    assert not PhoneAccount.objects.exclude(state="ended").exists()


@pytest.mark.parametrize("after", ["offered", "claimed", "testing"])
def test_time_ends_it_at_any_step(after: str, own: Client) -> None:  # B05
    phone, page = SigningPhone(), offer(own)
    if after != "offered":
        phone.claim(page.code)
    if after == "testing":
        phone.complete(unlock="pin")
    Enrolment.objects.update(expires_at=Now())
    ApprovalRequest.objects.update(expires_at=Now())
    shown = "rejected" if after == "testing" else "expired"

    assert status(own, page)["state"] == shown
    with pytest.raises(CallRefused):
        next_step(phone, page, after)
    assert read(own.get(page.address)).stage == shown
    expire_due()
    conclude_due()
    assert Enrolment.objects.get().state == shown
    assert not PhoneAccount.objects.exclude(state="ended").exists()


@pytest.mark.parametrize("after", ["offered", "claimed"])
def test_a_code_too_old_is_refused_before_anybody_looked(after: str, own: Client) -> None:  # B05
    phone, page = SigningPhone(), offer(own)
    if after == "claimed":
        phone.claim(page.code)
    Enrolment.objects.update(expires_at=Now())

    with pytest.raises(CallRefused):
        next_step(phone, page, after)


def test_beginning_again_ends_the_code_before(own: Client) -> None:  # B05
    first, second = offer(own), offer(own)

    assert first.code != second.code
    with pytest.raises(CallRefused):
        SigningPhone().claim(first.code)
    SigningPhone().claim(second.code)


@pytest.mark.parametrize("what", ["policy", "user", "blocked"])
@pytest.mark.parametrize("after", ["offered", "claimed", "testing"])
def test_taken_away_at_any_step_it_adds_nothing(
    what: str, after: str, own: Client, ann: User
) -> None:  # E19, T08
    phone, page = SigningPhone(), offer(own)
    if after != "offered":
        phone.claim(page.code)
    if after == "testing":
        phone.complete(unlock="pin")
    if what == "policy":
        turn_off(ann.tenant, "phone")
    elif what == "blocked":
        block(ann)
    else:
        disable(ann, actor=None)

    with pytest.raises(CallRefused):
        next_step(phone, page, after)

    assert not PhoneAccount.objects.filter(confirmed=True).exists()


@pytest.mark.parametrize("what", ["sessions", "password"])
@pytest.mark.parametrize("after", ["offered", "claimed", "testing"])
def test_adding_ends_with_the_session_that_began_it(
    what: str, after: str, own: Client, ann: User
) -> None:  # T08
    phone, page = SigningPhone(), offer(own)
    if after != "offered":
        phone.claim(page.code)
    if after == "testing":
        phone.complete(unlock="pin")
    if what == "sessions":
        end_sessions(ann, actor=None, why="admin")
    else:
        set_password(ann, "another horse battery", actor=None)

    with suppress(CallRefused):  # the answer to a test is taken, and adds nothing
        next_step(phone, page, after)

    assert not is_signed_in(own)
    assert not PhoneAccount.objects.filter(confirmed=True).exists()


def test_adding_is_shown_as_ended_once_ones_sessions_have_ended(own: Client, ann: User) -> None:  # T08
    spare = phone_of(ann, label="Spare")
    sign_in_by_phone(own, ann, spare)
    page = offer(own)
    own.post(f"/security-info/phones/{account_of(ann).pk}/lost/")

    after = read(own.get(page.address))

    assert is_signed_in(own), "whoever said so goes on"
    assert after.stage == "expired"
    assert page.code not in after.html


def test_where_the_phone_is_off_no_code_is_offered(own: Client, ann: User) -> None:  # E01
    turn_off(ann.tenant, "phone")

    page = offer(own)

    assert page.status == 403
    assert not Enrolment.objects.exists()


def test_the_pin_is_refused_where_only_the_phones_lock_counts(own: Client, ann: User) -> None:  # E20
    change_policy(ann.tenant, unlock="platform")
    phone, page = SigningPhone(), offer(own)
    phone.claim(page.code)

    with pytest.raises(CallRefused) as refused:
        phone.complete(unlock="pin")

    assert refused.value.code == "unlock_not_allowed"
    assert status(own, page)["state"] == "claimed"
    phone.complete(unlock="platform")
    assert status(own, page)["state"] == "testing"


def next_step(phone: SigningPhone, page: Page, after: str) -> None:
    """What the phone would do next, had nothing happened."""
    if after == "offered":
        phone.claim(page.code)
    elif after == "claimed":
        phone.complete(unlock="pin")
    else:
        number = Enrolment.objects.get().test_request.number  # type: ignore[union-attr]  # made by complete
        waiting = phone.requests()
        if not waiting:
            raise CallRefused(status=404, code="unknown_request", text="nothing waits")
        phone.approve(waiting[0], number=number)
