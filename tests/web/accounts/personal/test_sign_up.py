"""Making a personal account: an address, the code of a letter, a name and a password (A11)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.personal.signing_up import BEGUN_A_MINUTE, CODE_TRIES, LETTERS_AN_HOUR
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import disable
from tests.support.clock import travel
from tests.support.letters import carry_letters
from tests.support.pages import Page, browser, is_signed_in, read, send, write_username
from tests.support.people import make_person, make_personal, make_tenant, set_part, take_out_of_use
from tests.support.sessions import proof_of

ADDRESS = "eva@post.example"
PASSWORD = "seven wet umbrellas"
CODE = re.compile(r"^ +(\d{8})$", re.MULTILINE)


@pytest.fixture
def personal(db: None) -> Tenant:
    tenant = make_personal()
    set_part(tenant, "sign_up", is_open=True)
    return tenant


def write_address(client: Client, address: str = ADDRESS) -> Page:
    page = read(client.get("/sign-up/"))
    return send(client, page, "address", address=address)


def code_sent() -> str:
    """What the letter says that arrived last; "" when it has no code."""
    [letter] = carry_letters()
    found = CODE.search(str(letter.body))
    return found.group(1) if found else ""


def write_code(client: Client, code: str) -> Page:
    page = read(client.get("/sign-up/code/"))
    return send(client, page, "code", code=code)


def fill_in(client: Client, *, password: str = PASSWORD, name: str = "Eva Holm") -> Page:
    page = read(client.get("/sign-up/account/"))
    return send(client, page, "new_password", new_password=password, name=name)


def test_from_an_address_to_an_account_that_is_signed_in(personal: Tenant) -> None:  # A11
    client = browser()
    page = write_address(client)
    assert (page.address, ADDRESS in page.text) == ("/sign-up/code/", True)

    write_code(client, code_sent())
    page = fill_in(client)

    assert page.address == "/security-info/"
    assert is_signed_in(client)
    eva = User.objects.get(username=ADDRESS)
    assert (eva.tenant, eva.display_name) == (personal, "Eva Holm")
    assert proof_of(client).methods == ("password",)
    assert AuditEvent.objects.filter(tag="user:personal_account:made", subject=eva).exists()


def test_the_sign_in_page_leads_there_only_where_people_may_sign_up(personal: Tenant, client: Client) -> None:
    offered = read(client.get("/sign-in/")).links
    set_part(personal, "sign_up", is_open=False)
    closed = read(client.get("/sign-in/")).links

    assert offered["Make an account"] == "/sign-up/"
    assert "Make an account" not in closed


@pytest.mark.parametrize("why", ["never opened", "closed again", "out of use", "no mail"])
def test_nobody_signs_up_where(why: str, personal: Tenant, settings: object) -> None:  # A11
    client = browser()
    write_address(client)
    code = code_sent()
    if why == "never opened":
        set_part(personal, "sign_up", is_open=False, domains=["other.example"])
    if why == "closed again":
        set_part(personal, "sign_up", is_open=False)
    if why == "out of use":
        take_out_of_use(personal)
    if why == "no mail":
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # type: ignore[attr-defined]

    assert read(browser().get("/sign-up/")).status == 403
    write_code(client, code)
    page = fill_in(client)

    assert "You cannot make an account here yourself" in page.text
    assert not User.objects.filter(username=ADDRESS).exists()


def test_an_organisations_address_becomes_no_personal_account(personal: Tenant) -> None:
    make_tenant("nordljus")

    page = write_address(browser(), "new@nordljus.example")

    assert "This address is an organisation's" in page.text
    assert carry_letters() == []


def test_only_chosen_domains_are_taken(personal: Tenant) -> None:  # A11
    set_part(personal, "sign_up", domains=["skola.example"])

    refused = write_address(browser(), "eva@post.example")
    taken = write_address(browser(), "Eva@SKOLA.example")

    assert "none of them" in refused.text
    assert taken.address == "/sign-up/code/"


@pytest.mark.parametrize("who", ["in use", "disabled"])
def test_who_has_an_account_reads_so_in_the_letter_and_the_page_says_nothing(
    who: str, personal: Tenant
) -> None:  # A18 T13
    there = make_person(personal, "mia")
    if who == "disabled":
        disable(there, actor=None)

    pages = [write_address(browser(), address) for address in (there.username, "new@everyone.example")]
    letters = {letter.to[0]: str(letter.body) for letter in carry_letters()}

    assert pages[0].masked().replace(there.username, "") == pages[1].masked().replace(
        "new@everyone.example", ""
    )
    assert "There is one already" in letters[there.username]
    assert not CODE.search(letters[there.username])
    assert CODE.search(letters["new@everyone.example"])


def test_a_code_is_tried_a_few_times_then_not_even_the_right_one_is_taken(personal: Tenant) -> None:  # T15
    client = browser()
    write_address(client)
    code = code_sent()
    wrong = f"{(int(code) + 1) % 10**8:08d}"

    pages = [write_code(client, wrong) for _ in range(CODE_TRIES)]
    last = write_code(client, code)

    assert {page.status for page in pages[:-1]} == {400}
    assert last.status == 429
    assert read(client.get("/sign-up/account/")).status == 409


def test_a_code_is_good_for_ten_minutes_and_the_newest_alone_counts(personal: Tenant) -> None:
    client = browser()
    write_address(client)
    first = code_sent()
    with travel(clock.now() + timedelta(minutes=11)):
        assert write_code(client, first).status == 400
        page = read(client.get("/sign-up/code/"))
        send(client, page, action="/sign-up/again/", to="/sign-up/again/")
        newest = code_sent()
        assert write_code(client, first).status == 400
        assert write_code(client, newest).address == "/sign-up/account/"


def test_without_the_code_there_is_no_account(personal: Tenant) -> None:
    client = browser()
    write_address(client)

    page = read(client.post("/sign-up/account/", {"name": "Eva", "new_password": PASSWORD}))

    assert page.status == 409
    assert not User.objects.filter(username=ADDRESS).exists()


def test_another_browser_has_nothing_of_it(personal: Tenant) -> None:
    write_address(browser())
    code = code_sent()

    assert read(browser().post("/sign-up/code/", {"code": code})).status == 409


def test_an_address_gets_few_letters_whoever_asks(personal: Tenant) -> None:  # T35
    pages = [write_address(browser()) for _ in range(LETTERS_AN_HOUR + 1)]

    assert [page.status for page in pages[:-1]] == [200] * LETTERS_AN_HOUR
    assert pages[-1].status == 429
    assert len(carry_letters()) == LETTERS_AN_HOUR


def test_a_network_begins_a_few_in_a_minute(personal: Tenant) -> None:  # T01 T15
    pages = [write_address(browser(), f"eva{n}@post.example") for n in range(BEGUN_A_MINUTE + 1)]

    assert pages[-1].status == 429


def test_a_common_password_is_refused_with_the_reason(personal: Tenant) -> None:  # F07
    client = browser()
    write_address(client)
    write_code(client, code_sent())

    page = fill_in(client, password="password1")

    assert page.status == 400
    assert not User.objects.filter(username=ADDRESS).exists()


def test_of_two_browsers_with_the_same_address_one_makes_the_account(personal: Tenant) -> None:
    clients = [browser(), browser()]
    for client in clients:
        write_address(client)
        write_code(client, code_sent())

    fill_in(clients[0])
    page = fill_in(clients[1])

    assert "No account can be made with this address" in page.text
    assert User.objects.filter(username=ADDRESS).count() == 1
    assert not is_signed_in(clients[1])


def test_a_session_copied_before_the_code_has_nothing_of_it(personal: Tenant) -> None:  # T33
    client = browser()
    write_address(client)
    copy = browser()
    copy.cookies.load(client.cookies.output(header="", sep=";"))
    write_code(client, code_sent())

    assert read(copy.get("/sign-up/account/")).status == 409


def test_its_owner_signs_in_with_the_password_and_has_the_app_beside_it(personal: Tenant) -> None:  # A11
    client = browser()
    write_address(client)
    write_code(client, code_sent())
    fill_in(client)

    page = write_username(browser(), ADDRESS)

    assert page.address == "/sign-in/password/"
    assert "Use the Handslag app instead" in page.text


def test_a_blocked_network_makes_no_account(personal: Tenant) -> None:  # T39
    client = browser()
    write_address(client)
    code = code_sent()
    personal.blocked_networks = {"127.0.0.1": "2026-01-01T00:00:00+00:00"}
    personal.save()

    assert "try another network" in write_address(browser(), "mia@post.example").text
    write_code(client, code)
    fill_in(client)

    assert not User.objects.filter(username=ADDRESS).exists()


def test_the_domain_of_an_organisation_that_is_out_of_use_makes_no_account(personal: Tenant) -> None:
    take_out_of_use(make_tenant("nordljus"))

    page = write_address(browser(), "new@nordljus.example")

    assert "This address is an organisation's" in page.text
