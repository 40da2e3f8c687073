"""What a browser says of itself is a hint for people: short, plain text (T26); for whom it is known (A12, T34)."""

import tracemalloc
from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts import clock
from accounts.secrets import digest_of
from accounts.users.browsers import (
    BETWEEN,
    BROWSER_COOKIE,
    MARK_LENGTH,
    MOST_ACCOUNTS,
    MOST_OF_USER,
    Used,
    accounts_of,
    describe,
    digests_held,
    drop_from_cookie,
    entry_of,
    holds,
    is_known_as,
    known_browser,
    remember_browser,
)
from accounts.users.models import KnownBrowser, User
from tests.support.people import make_person

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36"
)
NAMED = [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox (Linux)"),
    (CHROME, "Chrome (Windows)"),
    ("", ""),
    ("curl/8.9", "curl"),
]
TRICKS = [
    "Mozilla/5.0 \u202egnp.exe Firefox/150.0",
    "<script>alert(1)</script>",
    "Firefox\x00\r\nSet-Cookie: a=b",
    "A" * 100_000,
    "A" * 48 + "bot/1.0",
    "\ud800",
]


@pytest.mark.parametrize(("line", "label"), NAMED)
def test_known_browsers_are_named(line: str, label: str) -> None:
    assert describe(line).label == label


@pytest.mark.parametrize("line", TRICKS)
def test_tricks_in_the_line_leave_plain_short_text(line: str) -> None:  # T26
    said = describe(line)

    assert said.label.isascii()
    assert said.label.isprintable() or not said.label
    assert "<" not in said.label
    assert max(len(said.browser), len(said.system)) <= 40


@given(st.text(max_size=600))
def test_whatever_the_line_says_the_label_is_plain_and_bounded(line: str) -> None:  # T26
    label = describe(line).label

    assert len(label) <= 80
    assert all(c.isascii() and c.isprintable() for c in label)


def visit(cookie: str = "") -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES[BROWSER_COOKIE.name] = cookie
    return request


def sign_in(user: User, *, cookie: str = "") -> str:
    """A browser with this cookie signs in as this user; the cookie that it has then."""
    response = HttpResponse()
    remember_browser(visit(cookie), response, user=user, used=Used("phone"), passed=["phone"])
    return response.cookies[BROWSER_COOKIE.name].value


def test_a_browser_is_known_for_one_account_and_no_other(ann: User) -> None:  # A12
    bo = make_person(ann.tenant, "bo")

    cookie = sign_in(ann)

    known = known_browser(visit(cookie), ann)
    assert known is not None
    assert known.last_method == "phone"
    assert known_browser(visit(cookie), bo) is None
    assert known_browser(visit(), ann) is None


def test_two_people_of_one_browser_are_both_known_in_it_each_by_a_secret_of_their_own(
    ann: User,
) -> None:  # A12
    bo = make_person(ann.tenant, "bo")

    shared = sign_in(bo, cookie=sign_in(ann))

    assert known_browser(visit(shared), ann) is not None
    assert known_browser(visit(shared), bo) is not None
    assert KnownBrowser.objects.values("browser_digest").distinct().count() == 2


def test_a_cookie_taken_home_is_not_known_for_who_signs_in_later(ann: User) -> None:  # T34
    bo = make_person(ann.tenant, "bo")
    taken_home = sign_in(ann)

    sign_in(bo, cookie=taken_home)

    assert known_browser(visit(taken_home), bo) is None


def swapped_of(ann: User, bo: User) -> str:
    """The cookie of a browser that is known for both, each secret under the mark of the other."""
    of_bo, of_ann = sign_in(bo, cookie=sign_in(ann)).split(BETWEEN)
    return BETWEEN.join(
        (of_ann[:MARK_LENGTH] + of_bo[MARK_LENGTH:], of_bo[:MARK_LENGTH] + of_ann[MARK_LENGTH:])
    )


def test_t34_nor_does_it_when_a_sign_in_begins(ann: User) -> None:
    bo = make_person(ann.tenant, "bo")

    swapped = visit(swapped_of(ann, bo))

    assert {row.user for row in KnownBrowser.objects.all()} == {ann, bo}
    for row in KnownBrowser.objects.all():
        assert row.browser_digest in digests_held(swapped).values()
        assert not is_known_as(row.user, row, digests_held(swapped))


def test_the_secret_of_one_account_opens_nothing_under_the_mark_of_another(ann: User) -> None:  # T34
    bo = make_person(ann.tenant, "bo")

    swapped = swapped_of(ann, bo)

    assert known_browser(visit(swapped), ann) is None
    assert known_browser(visit(swapped), bo) is None


def test_whoever_signs_in_again_keeps_their_secret_and_stands_first(ann: User) -> None:  # A12
    bo = make_person(ann.tenant, "bo")
    shared = sign_in(bo, cookie=sign_in(ann))

    again = sign_in(ann, cookie=shared)

    assert again.split(BETWEEN) == list(reversed(shared.split(BETWEEN)))
    assert KnownBrowser.objects.filter(user=ann).count() == 1


def test_of_more_accounts_than_there_is_room_for_the_browser_forgets_who_came_longest_ago(
    ann: User,
) -> None:  # H08
    cookie = sign_in(ann)
    for n in range(MOST_ACCOUNTS):
        assert known_browser(visit(cookie), ann) is not None
        cookie = sign_in(make_person(ann.tenant, f"colleague-{n}"), cookie=cookie)

    assert known_browser(visit(cookie), ann) is None
    assert len(cookie.split(BETWEEN)) == MOST_ACCOUNTS


def test_of_more_browsers_than_a_person_may_have_the_one_not_used_for_longest_is_forgotten(
    ann: User,
) -> None:  # T31
    bo = make_person(ann.tenant, "bo")
    of_bo, first = sign_in(bo), sign_in(ann)
    second = sign_in(ann)
    KnownBrowser.objects.update(last_used_at=clock.now() - timedelta(minutes=1))
    sign_in(ann, cookie=first)

    for _n in range(MOST_OF_USER - 1):
        sign_in(ann)

    assert known_browser(visit(second), ann) is None
    assert known_browser(visit(first), ann) is not None
    assert known_browser(visit(of_bo), bo) is not None
    assert KnownBrowser.objects.filter(user=ann).count() == MOST_OF_USER


def test_a_browser_tells_for_whom_it_is_known_the_last_one_first(ann: User) -> None:  # A23
    bo = make_person(ann.tenant, "bo")

    shared = sign_in(bo, cookie=sign_in(ann))

    assert [row.user for row in accounts_of(visit(shared))] == [bo, ann]
    assert accounts_of(visit()) == []


def test_under_the_mark_of_another_a_secret_tells_of_nobody(ann: User) -> None:  # A23 T34
    bo = make_person(ann.tenant, "bo")
    cookie = sign_in(ann)

    swapped = entry_of(bo, cookie[MARK_LENGTH:])

    assert accounts_of(visit(swapped)) == []


def test_what_is_dropped_from_the_cookie_leaves_the_others(ann: User) -> None:  # A23
    bo = make_person(ann.tenant, "bo")
    shared = sign_in(bo, cookie=sign_in(ann))
    response = HttpResponse()

    drop_from_cookie(visit(shared), response, user=ann)

    assert [row.user for row in accounts_of(visit(response.cookies[BROWSER_COOKIE.name].value))] == [bo]


@pytest.mark.parametrize("planted", ["planted", "x" * 51, BETWEEN.join(["x" * 51] * 1000), BETWEEN * 1000])
def test_a_planted_secret_makes_no_known_browser(ann: User, planted: str) -> None:  # T04
    cookie = sign_in(ann, cookie=planted)

    assert known_browser(visit(planted), ann) is None
    assert KnownBrowser.objects.filter(user=ann).count() == 1
    assert len(cookie) < 2000


def test_t04_nor_does_one_that_is_marked_as_the_accounts_own(ann: User) -> None:
    planted = entry_of(ann, "x" * 43)

    sign_in(ann, cookie=planted)

    assert known_browser(visit(planted), ann) is None


def test_a_browser_is_kept_as_a_digest_and_its_cookie_is_out_of_reach_of_scripts(ann: User) -> None:  # I10
    response = HttpResponse()
    remember_browser(RequestFactory().get("/"), response, user=ann, used=Used("phone"), passed=["phone"])

    cookie = response.cookies[BROWSER_COOKIE.name]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) >= 43
    assert cookie.value not in KnownBrowser.objects.get().browser_digest


def test_a_browser_without_a_secret_holds_none() -> None:
    assert not holds(visit(), expected_digest=digest_of(""))


def test_t31_long_user_agents_do_not_stay_in_memory() -> None:
    describe("Short/1")  # what it is read by stays
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(10):
        describe(f"Long/{number} " + "a" * 200_000)
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert held < 1_000_000
