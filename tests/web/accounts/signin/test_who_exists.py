"""Who exists? Nobody can tell from text, status, cookies, requests or limits (A18, T13)."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.tenants.models import Tenant
from accounts.users.browsers import BROWSER_COOKIE
from accounts.users.models import User
from accounts.users.services import block, disable
from devices.approvals.models import ApprovalRequest
from tests.support.limits import forget_tries
from tests.support.pages import Page, browser, frozen, press_continue, read, write_username
from tests.support.people import allow, make_group, make_person, set_part
from tests.support.phones import SigningPhone, phone_of

ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36"
PEOPLE = ("real", "disabled", "blocked", "nophone", "excluded", "suspended", "unknown")


@pytest.fixture
def everybody(nordljus: Tenant) -> Tenant:
    """A real user with a phone, and each kind of who cannot be asked by phone."""
    phone_of(make_person(nordljus, "real"))
    gone = make_person(nordljus, "disabled")
    phone_of(gone)
    disable(gone, actor=None)
    blocked = make_person(nordljus, "blocked")
    phone_of(blocked)
    block(blocked)
    make_person(nordljus, "nophone")
    excluded = make_person(nordljus, "excluded")
    phone_of(excluded)
    allow(nordljus, "phone", exclude=[make_group(nordljus, "night", excluded)])
    suspended = make_person(nordljus, "suspended")
    phone_of(suspended)
    suspended.phoneaccount_set.update(state="suspended")
    ApprovalRequest.objects.all().delete()
    return nordljus


def ask_as(name: str) -> tuple[Client, Page]:
    client = browser()
    return client, write_username(client, f"{name}@nordljus.example")


def seen(page: Page, client: Client) -> tuple[Any, ...]:
    cookies = tuple(
        sorted((c.key, len(c.value), c["max-age"], c["httponly"]) for c in client.cookies.values())
    )
    return (page.status, page.address, page.masked(), cookies)


def rows() -> int:
    return ApprovalRequest.objects.count()


def test_the_phone_page_is_everybodys(everybody: Tenant) -> None:
    with frozen():
        looks = {name: seen(page, client) for name in PEOPLE for client, page in [ask_as(name)]}

    assert set(looks.values()) == {looks["real"]}
    assert looks["real"][1] == "/sign-in/phone/"
    assert ApprovalRequest.objects.count() == len(PEOPLE)
    assert ApprovalRequest.objects.exclude(user=None).get().user == User.objects.get(
        username__startswith="real@"
    )


def test_every_number_is_as_good_as_another(everybody: Tenant) -> None:
    for name in PEOPLE:
        _, page = ask_as(name)

        assert len(page.number) == 2
        assert page.number.isdigit()


def test_the_page_on_a_phone_is_everybodys(everybody: Tenant) -> None:  # A20
    with frozen():
        looks = set()
        for name in PEOPLE:
            client = browser(ANDROID)
            looks.add(seen(write_username(client, f"{name}@nordljus.example"), client))

    assert len(looks) == 1
    assert "Open the Handslag app" in looks.pop()[2]


def test_with_the_strongest_first_it_is_everybodys_too(everybody: Tenant) -> None:  # A26
    set_part(everybody, "offering", strongest_first=True)

    with frozen():
        looks = {seen(page, client) for name in PEOPLE for client, page in [ask_as(name)]}

    assert len(looks) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/password/",
        "/sign-in/choose-method/",
        "/sign-in/phone/",
        "/sign-in/phone/here/?request=none",
    ],
)
def test_the_other_pages_are_everybodys(path: str, everybody: Tenant) -> None:
    with frozen():
        looks = set()
        for name in PEOPLE:
            client, _ = ask_as(name)
            looks.add(seen(read(client.get(path)), client))

    assert len(looks) == 1


def test_the_status_is_everybodys(everybody: Tenant) -> None:
    with frozen():
        told = [ask_as(name)[0].get("/sign-in/phone/status/") for name in PEOPLE]

    assert {answer.content for answer in told} == {
        b'{"state": "waiting", "seconds_left": 120, "can_resend": false}'
    }


def test_pressing_continue_too_soon_is_everybodys(everybody: Tenant) -> None:
    with frozen():
        looks = set()
        for name in PEOPLE:
            client, _ = ask_as(name)
            looks.add(seen(press_continue(client), client))

    assert len(looks) == 1
    assert "Still waiting" in looks.pop()[2]


def test_everybodys_request_runs_out_alike(everybody: Tenant) -> None:
    clients = [ask_as(name)[0] for name in PEOPLE]
    # Asked at one moment, too: on a busy machine four requests take more than a second, and their pages tell it.
    ApprovalRequest.objects.update(asked_at=Now(), expires_at=Now())

    with frozen():
        told = {client.get("/sign-in/phone/status/").content for client in clients}
        pages = {seen(read(client.get("/sign-in/phone/")), client) for client in clients}

    assert len(told) == len(pages) == 1
    assert b'"expired"' in told.pop()
    assert set(ApprovalRequest.objects.values_list("state", flat=True)) == {"expired"}


def test_sending_again_and_its_limits_are_everybodys(everybody: Tenant) -> None:
    clients = [ask_as(name)[0] for name in PEOPLE]
    tries = []
    for wait in (0, 31, 31, 31):
        back_in_time(wait)
        answers = {
            (response.status_code, response.headers.get("Location", ""))
            for client in clients
            for response in [client.post("/sign-in/phone/again/")]
        }
        assert len(answers) == 1
        tries.append(answers.pop()[0])

    assert tries == [429, 302, 302, 429]


def test_many_questions_at_once_look_alike(everybody: Tenant) -> None:  # A15
    looks = {}
    for name in PEOPLE:
        with frozen():
            looks[name] = [ask_as(name)[1].masked() for _ in range(5)]
        forget_tries()

    assert all(look == looks["real"] for look in looks.values())


# What a stranger can call, each from where the one before left off.
CALLS: dict[str, Callable[[Client, str], object]] = {
    "POST /sign-in/": lambda client, name: client.post("/sign-in/", {"username": f"{name}@nordljus.example"}),
    "GET /sign-in/phone/": lambda client, _: client.get("/sign-in/phone/"),
    "the same again": lambda client, _: client.get("/sign-in/phone/"),
    "status": lambda client, _: client.get("/sign-in/phone/status/"),
    "too soon": lambda client, _: client.post("/sign-in/phone/"),
    "number for the app": lambda client, _: client.get("/sign-in/phone/here/", {"request": "none"}),
    "reminder": lambda client, _: client.post("/sign-in/phone/again/"),
    "other ways": lambda client, _: client.get("/sign-in/choose-method/"),
    "password page": lambda client, _: client.get("/sign-in/password/"),
    "wrong password": lambda client, _: client.post("/sign-in/password/", {"password": "wrong"}),
    "begun anew": lambda client, name: client.post("/sign-in/", {"username": f"{name}@nordljus.example"}),
    "number after it": lambda client, _: client.get("/sign-in/phone/"),
    "run out": lambda client, _: client.get("/sign-in/phone/status/"),
    "new number": lambda client, _: client.post("/sign-in/phone/again/"),
    "cancel": lambda client, _: client.post("/sign-in/cancel/"),
}
MOMENTS: dict[str, Callable[[], object]] = {
    "reminder": lambda: back_in_time(31),
    "run out": lambda: ApprovalRequest.objects.update(expires_at=Now()),
}


def questions_of(name: str, *, cookie: str) -> dict[str, int]:
    """How many questions each call asks of the database."""
    forget_tries()
    client = browser()
    if cookie:
        client.cookies[BROWSER_COOKIE.name] = cookie
    counted = {}
    for step, call in CALLS.items():
        if step in MOMENTS:
            MOMENTS[step]()
        with CaptureQueriesContext(connection) as asked:
            call(client, name)
        counted[step] = len(asked)
    return counted


@pytest.mark.parametrize("strongest_first", [False, True])
@pytest.mark.parametrize("cookie", ["", "of some other browser"])
def test_everybody_costs_the_same_questions(
    cookie: str, strongest_first: bool, everybody: Tenant
) -> None:  # T13
    set_part(everybody, "offering", strongest_first=strongest_first)

    counted = {name: questions_of(name, cookie=cookie) for name in PEOPLE}

    assert counted == dict.fromkeys(PEOPLE, counted["real"])


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_everybody_costs_the_same_time(
    everybody: Tenant, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:  # T13: the medians
    """The time of this thread alone, with what is announced after the commit."""
    taken: dict[str, list[float]] = {name: [] for name in PEOPLE}
    for _ in range(500):
        for name in random.sample(PEOPLE, len(PEOPLE)):
            forget_tries()
            ApprovalRequest.objects.all().delete()
            client = browser()
            client.post("/sign-in/", {"username": f"{name}@nordljus.example"})
            began = time.thread_time()
            with django_capture_on_commit_callbacks(execute=True):
                client.get("/sign-in/phone/")
            taken[name].append(time.thread_time() - began)

    # Pair by pair within a round: a machine that slows down on the way slows all of them.
    ratios = {
        name: statistics.median(one / real for one, real in zip(times, taken["real"], strict=True))
        for name, times in taken.items()
    }

    assert all(0.95 < ratio < 1.05 for ratio in ratios.values()), ratios


def test_someone_of_another_tenant_is_told_as_little(everybody: Tenant, phone: SigningPhone) -> None:
    ask_as("unknown")

    assert phone.requests() == [], "no phone ever sees a decoy"


def test_a_one_time_link_that_never_was_looks_like_one_that_is(ann: User, client: Client) -> None:
    page = read(client.get("/sign-in/one-time/never-was/"))

    assert (page.status, page.heading) == (200, "Your one-time link")
    assert ann.username not in page.html


def back_in_time(seconds: int) -> None:
    """Moves every request back, as if these seconds had passed."""
    ApprovalRequest.objects.update(asked_at=F("asked_at") - timedelta(seconds=seconds))
