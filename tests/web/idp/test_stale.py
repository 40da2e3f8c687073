"""Pages that were left open: in a browser that is signed in by now, from an earlier visit, without cookies (A24)."""

import html
import re
from uuid import UUID

import pytest
from django.conf import settings
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.policy.need import Need
from accounts.signin.pages.go_on import MOST_WAITS
from accounts.signin.unfinished import SignIn
from accounts.signin.wish import Wish, sealed
from accounts.users.models import User
from accounts.ways.one_time_link.services import grant
from devices.approvals.finishing import consume
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import request_of_browser
from devices.approvals.stage import stage_of
from tests.support.pages import (
    Page,
    answer,
    browser,
    choose,
    is_signed_in,
    press_continue,
    read,
    send,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import make_person
from tests.support.phones import SigningPhone
from tests.support.sessions import unfinished_of

PORTAL = Wish("/portal/", "Admin portal", Need())


def opened(client: Client, path: str = "/sign-in/") -> Page:
    """A tab of this browser."""
    return read(client.get(path))


def sign_in_elsewhere(client: Client, user: User) -> None:
    """What another tab of the same browser does, by forms of its own."""
    send(client, opened(client), "username", username=user.username)
    page = send(client, opened(client, "/sign-in/password/"), "password", password="correct horse battery")
    assert page.heading == "You are signed in"


# --- In a browser that is signed in by now


def test_the_username_form_of_before_goes_on_as_who_is_signed_in(ann: User) -> None:  # A24
    client = browser(strict=True)
    old = opened(client, f"/sign-in/?wish={sealed(PORTAL)}")
    sign_in_elsewhere(client, ann)

    page = send(client, old, "username", follow=False, username=ann.username.upper())

    assert page.redirected_to == "/portal/", "where that page was going"
    assert is_signed_in(client)


def test_with_another_name_both_are_offered(ann: User) -> None:  # A24
    bo = make_person(ann.tenant, "bo")
    client = browser(strict=True)
    old = opened(client)
    sign_in_elsewhere(client, ann)

    page = send(client, old, "username", username=bo.username)

    assert page.heading == "You are signed in"
    assert page.links[f"Go on as {ann.username}"] == "/signed-in/"
    assert send(client, page, "username").address == "/sign-in/phone/"
    assert bo.username in opened(client, "/sign-in/password/").text
    assert is_signed_in(client), "Ann is, until Bo has proven himself"


def test_both_are_offered_for_a_name_that_nobody_has_alike(ann: User) -> None:  # A18 T13
    client = browser(strict=True)
    bo = make_person(ann.tenant, "bo")
    old = opened(client)
    sign_in_elsewhere(client, ann)

    pages = [send(client, old, "username", username=name) for name in (bo.username, "no@nordljus.example")]

    assert pages[0].heading == "You are signed in"
    assert pages[0].masked() == pages[1].masked()


@pytest.mark.parametrize("form", ["password", "finish"])
def test_a_step_of_before_goes_on_to_where_it_was_going(
    form: str, ann: User, phone: SigningPhone
) -> None:  # A24
    client = browser(strict=True)
    send(client, opened(client, f"/sign-in/?wish={sealed(PORTAL)}"), "username", username=ann.username)
    old = opened(client, "/sign-in/password/" if form == "password" else "/sign-in/phone/")
    sign_in_elsewhere(client, ann)

    page = send(client, old, "return_to", follow=False, password="whatever")

    assert page.redirected_to == "/portal/"


def test_two_tabs_of_one_sign_in_both_arrive(ann: User, phone: SigningPhone) -> None:  # A24
    client = browser(strict=True)
    page = send(client, opened(client), "username", username=ann.username)
    other = opened(client, "/sign-in/phone/")
    answer(phone, page.number)

    assert send(client, page, "return_to").address == "/signed-in/"
    late = send(client, other, "return_to")

    assert (late.status, late.address, late.heading) == (200, "/signed-in/", "You are signed in")
    assert f"You are signed in as {ann.username}." in late.text


@pytest.mark.parametrize("path", ["/sign-in/phone/", "/sign-in/password/", "/sign-in/choose-method/"])
def test_back_after_a_good_sign_in_says_so(path: str, ann: User) -> None:  # A24
    client = browser()
    write_username(client, ann.username, wish=sealed(Wish("/security-info/")))
    write_password(client)

    page = opened(client, path)

    assert page.heading == "You are signed in"
    assert ann.username in page.text
    assert page.links["Go on"] == "/security-info/"


def test_a_page_that_waits_learns_that_another_tab_signed_in(
    ann: User, phone: SigningPhone
) -> None:  # A08 A24
    client = browser()
    write_username(client, ann.username)
    assert client.get("/sign-in/phone/status/").json()["state"] == "waiting"

    write_password(client)

    assert client.get("/sign-in/phone/status/").json()["state"] == "signed_in"


def test_the_username_page_of_a_signed_in_browser_says_who_is(ann: User) -> None:  # A24
    client = browser()
    sign_in_by_password(client, ann)

    page = opened(client, f"/sign-in/?wish={sealed(PORTAL)}")

    assert f"You are signed in as {ann.username} ." in page.text
    assert page.links["Go on"] == "/portal/"


def test_a_step_that_another_tab_has_passed_leads_to_the_one_that_is_asked(
    ann: User, phone: SigningPhone
) -> None:  # A24
    client = browser()
    write_username(client, ann.username, wish=sealed(Wish("/", need=Need(factors=2))))
    write_password(client)

    page = read(client.get("/sign-in/password/"))

    assert page.heading == "This step is not asked now"
    assert read(client.get(page.links["Go on"], follow=True)).address == "/sign-in/phone/"


def test_a_tab_that_is_a_moment_too_late_waits_for_the_other_and_asks_nothing_anew(
    ann: User, phone: SigningPhone
) -> None:  # A24 T06
    """Both send at once: the other has used the approval, and its answer with the new session is still on its way."""
    client = browser()
    answer(phone, write_username(client, ann.username).number)
    use_up(unfinished_of(client))

    late = client.post("/sign-in/phone/")
    assert read(late).heading == "One moment"
    for waited in range(1, MOST_WAITS):
        assert late.headers["Refresh"] == f"1; url=/sign-in/go-on/?waited={waited}"
        late = client.get(f"/sign-in/go-on/?waited={waited}")

    assert late.headers["Refresh"].endswith(f"={MOST_WAITS}")
    assert client.get(f"/sign-in/go-on/?waited={MOST_WAITS}").headers["Location"] == "/sign-in/phone/"
    assert ApprovalRequest.objects.filter(kind="signin").count() == 1


def test_a_tab_whose_session_another_has_just_renewed_looks_again_before_it_says_anything(
    ann: User, phone: SigningPhone
) -> None:  # A24 T33
    """Both hear of the approval at once; the later sends the key of the session that the first has just left."""
    client, later = browser(), browser()
    answer(phone, write_username(client, ann.username).number)
    later.cookies.update(client.cookies)
    press_continue(client)

    page = later.post("/sign-in/phone/")
    assert read(page).heading == "One moment"
    assert page.headers["Refresh"] == "1; url=/sign-in/go-on/?waited=1"

    assert opened(later, "/sign-in/go-on/?waited=1").heading == "This sign-in is over"
    later.cookies.update(client.cookies)
    assert later.get("/sign-in/go-on/?waited=1").headers["Location"] == "/signed-in/"


def use_up(sign_in: SignIn) -> None:
    """What the other tab's answer is made of first."""
    asked = request_of_browser(sign_in.binding)
    assert asked is not None
    consume(asked, binding=sign_in.binding, user_id=UUID(str(sign_in.user_id)), auth_hash=sign_in.auth_hash)


def test_an_approval_that_runs_out_at_this_moment_is_shown_as_run_out(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # A08
    def too_slowly(asked: ApprovalRequest) -> str:
        stage = stage_of(asked)
        ApprovalRequest.objects.filter(pk=asked.pk, state="approved").update(finish_by=Now())
        return stage

    client = browser()
    answer(phone, write_username(client, ann.username).number)
    monkeypatch.setattr("devices.approvals.pages.phone.stage_of", too_slowly)

    page = press_continue(client)

    assert (page.address, page.stage) == ("/sign-in/phone/", "expired")


@pytest.mark.parametrize(
    ("button", "then"),
    [("/sign-out/", "/signed-in/"), ("/security-info/phones/add/", "/security-info/phones/")],
)
def test_a_button_of_before_does_nothing_and_says_so(button: str, then: str, ann: User) -> None:  # A24
    client = browser(strict=True)
    sign_in_elsewhere(client, ann)
    old = opened(client, "/security-info/")
    sign_in_elsewhere(client, ann)

    page = send(client, old, action=button)

    assert page.address == then
    assert "This is not done yet." in page.text
    assert is_signed_in(client)
    assert not ann.enrolments.exists()


def test_what_was_written_into_a_form_of_before_is_not_sent_by_itself(ann: User) -> None:  # A24, T28
    client = browser(strict=True)
    sign_in_elsewhere(client, ann)
    old = opened(client, "/security-info/phones/")
    sign_in_elsewhere(client, ann)

    page = send(client, old, action="/security-info/phones/add/", name="Ann's phone")

    assert page.address == "/security-info/phones/"
    assert not ann.enrolments.exists()


def test_the_stronger_proof_that_another_tab_gave_is_not_asked_again(
    ann: User, phone: SigningPhone
) -> None:  # A24
    client = browser(strict=True)
    sign_in_elsewhere(client, ann)
    weak = opened(client, "/security-info/phones/add/")
    page = choose(client, send(client, opened(client), "username", username=ann.username))
    answer(phone, page.number)
    send(client, page, "return_to")

    page = send(client, weak, "wish")

    assert (page.status, page.address) == (200, "/security-info/phones/")


def test_a_one_time_link_that_was_open_before_is_still_the_link(ann: User) -> None:  # A24
    client = browser(strict=True)
    path = f"/sign-in/one-time/{grant(ann, actor=None, now=timezone.now())}/"
    old = opened(client, path)
    sign_in_elsewhere(client, ann)

    page = send(client, old, "csrfmiddlewaretoken", nth=0)

    assert (page.address, page.heading) == (path, "Your one-time link")
    assert "This is not done yet." in page.text


# --- In a browser that is not


def test_cancelled_in_another_tab_it_is_over_and_nothing_else_is_said(ann: User) -> None:  # A08
    client = browser()
    write_username(client, ann.username)
    client.post("/sign-in/cancel/")

    page = opened(client, "/sign-in/phone/")

    assert (page.status, page.heading) == (409, "This sign-in is over")
    assert "Nobody was signed in" not in page.text
    assert "cookies" not in page.text


def test_the_username_form_of_an_earlier_visit_comes_back_filled_in(ann: User) -> None:  # A24
    client = browser(strict=True)
    old = opened(client)
    sign_in_elsewhere(client, ann)
    send(client, opened(client, "/signed-in/"), action="/sign-out/")

    page = send(client, old, "username", username="ann@nordljus.example")

    assert page.fields["username"] == "ann@nordljus.example"
    assert "nothing was begun" in page.text
    assert "cookies" not in page.text
    assert send(client, page, "username").address == "/sign-in/password/", "what this browser used last"


def test_only_who_sends_no_cookies_is_told_of_cookies(ann: User) -> None:
    client = browser(strict=True)
    page = opened(client)
    client.cookies.clear()

    told = send(client, page, "username", username=ann.username)

    assert (told.status, told.heading) == (403, "Your browser sent no cookies")
    assert "allow cookies" in told.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_from_elsewhere_is_neither_done_nor_kept_nor_shown(origin: str, ann: User) -> None:  # T28
    client = browser(strict=True)
    sign_in_elsewhere(client, ann)

    page = read(client.post("/security-info/default/", {"method": "evil-words"}, headers={"Origin": origin}))

    assert (page.status, page.heading) == (403, "This came from somewhere else")
    assert "evil-words" not in page.html
    assert "posted" not in client.session


def test_what_does_not_say_where_it_is_from_is_not_kept(ann: User) -> None:  # T28
    client = browser(strict=True)
    sign_in_elsewhere(client, ann)

    page = read(client.post("/security-info/default/", {"method": "evil-words"}))

    assert page.status == 403
    assert f"You are signed in as {ann.username}" in page.text
    assert "posted" not in client.session


# --- What nobody knows of another tab must not be undone


def test_an_answer_to_the_session_of_before_takes_no_cookie_away(ann: User) -> None:  # T33
    """A page that asks how it stands while another tab signs in: its answer may come after that tab's."""
    client = browser()
    write_username(client, ann.username)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    write_password(client)
    late = browser()
    late.cookies[settings.SESSION_COOKIE_NAME] = before

    answered = late.get("/sign-in/phone/status/")

    assert settings.SESSION_COOKIE_NAME not in answered.cookies


# --- Another language


def test_another_language_works_on_the_page_that_was_refused(ann: User) -> None:  # D09
    client = browser(strict=True)
    page = send(client, opened(client), "username", username=ann.username)
    client.cookies.clear()
    told = send(client, page, action="/sign-in/cancel/")

    swedish = send(client, told, "language", language="sv")

    assert (swedish.status, swedish.address) == (200, "/sign-in/")
    assert '<html lang="sv">' in swedish.html


def test_another_language_works_on_a_page_of_an_earlier_visit(ann: User) -> None:  # D09
    client = browser(strict=True)
    old = opened(client)
    sign_in_elsewhere(client, ann)

    assert '<html lang="sv">' in send(client, old, "language", language="sv").html


def test_a_username_comes_along_into_another_language_and_into_no_address(ann: User) -> None:  # D09
    client = browser(strict=True)
    wish = sealed(PORTAL)
    page = opened(client, f"/sign-in/?wish={wish}")
    [switch] = re.findall(r'value="sv"[^>]*form="typed" formaction="([^"]+)" formnovalidate', page.html)

    swedish = send(client, page, "username", to=html.unescape(switch), username="ann@nordljus", language="sv")

    assert '<html lang="sv">' in swedish.html
    assert (swedish.status, swedish.fields["username"]) == (200, "ann@nordljus")
    assert swedish.fields["wish"] == wish
    assert "ann" not in swedish.query


def test_the_username_is_there_when_one_comes_back_and_gone_when_it_was_not_oneself(ann: User) -> None:
    client = browser()
    write_username(client, ann.username)
    assert opened(client).fields["username"] == ann.username

    page = read(client.post("/sign-in/cancel/", follow=True))

    assert (page.address, page.fields["username"]) == ("/sign-in/", "")


# --- Not you?


def test_not_you_takes_the_request_off_the_phone_at_once(ann: User, phone: SigningPhone) -> None:  # A08
    client = browser(strict=True)
    page = send(client, opened(client), "username", username=ann.username)
    assert len(phone.requests()) == 1

    back = send(client, page, action="/sign-in/cancel/", nth=0)

    assert "Not you?" in page.text
    assert phone.requests() == []
    assert back.address == "/sign-in/"
    assert "That sign-in is cancelled." in back.text


def test_press_continue_late_is_not_told_that_it_did_not_work(ann: User, phone: SigningPhone) -> None:  # A24
    client = browser()
    answer(phone, write_username(client, ann.username).number)
    press_continue(client)

    assert press_continue(client).address == "/signed-in/"
