"""What somebody was about to do: carried by their own browser, believed only as we wrote it."""

from django.test import RequestFactory

from accounts.policy.need import Need
from accounts.signin.wish import (
    AFTER,
    LIFE_SECONDS,
    MOST_POSTED,
    Wish,
    safe_return,
    sealed,
    unsealed,
    wish_of,
)
from tests.support.clock import travel

WISH = Wish("/pay/?bill=4", "Payroll", Need(factors=2, within=300), method="phone", posted={"sum": ["40"]})


def test_a_page_is_opened_again_with_its_query_and_a_form_is_sent_again() -> None:
    make = RequestFactory()

    opened = wish_of(make.get("/pay/?bill=4"), need=Need(), application="Payroll")
    assert (opened.return_to, opened.posted) == ("/pay/?bill=4", None)

    sent = wish_of(
        make.post("/pay/?bill=4", {"sum": "40", "csrfmiddlewaretoken": "x"}), need=Need(), application=""
    )
    assert (sent.return_to, sent.posted) == ("/pay/", {"sum": ["40"]})


def test_a_password_is_left_out_of_what_is_kept_and_a_large_form_is_not_kept_at_all() -> None:
    make = RequestFactory()

    def kept(fields: dict[str, str]) -> tuple[object, bool]:
        wish = wish_of(make.post("/pay/", fields), need=Need(), application="")
        return wish.posted, wish.is_whole

    assert kept({"new_password": "secret", "code": "123456", "name": "Ann"}) == ({"name": ["Ann"]}, False)
    assert kept({"new_password": "", "name": "Ann"}) == ({"new_password": [""], "name": ["Ann"]}, True)
    assert kept({"text": "x" * MOST_POSTED}) == ({}, False)


def test_a_wish_is_read_as_it_was_written() -> None:
    assert unsealed(sealed(WISH, holder="ann"), holder="ann") == WISH


def test_a_form_to_send_again_is_kept_for_whoever_is_signed_in_and_opened_by_nobody_else() -> None:  # T28
    assert unsealed(sealed(WISH)).posted is None
    for_mallory = sealed(WISH, holder="mallory")

    assert unsealed(for_mallory) == Wish()
    assert unsealed(for_mallory, holder="ann") == Wish()


def test_an_invented_old_or_spoiled_wish_is_the_plain_one() -> None:  # T25
    written = sealed(WISH)
    # Its own end is one of these once in a thousand runs.
    spoiled = written[:-2] + ("AA" if not written.endswith("AA") else "BB")

    assert unsealed("") == unsealed("x:y:z") == unsealed(spoiled) == Wish()
    with travel("2026-11-01T00:00:00Z") as clock:
        old = sealed(WISH)
        clock.shift(LIFE_SECONDS + 1)
        assert unsealed(old) == Wish()


def test_only_a_path_of_our_own_is_returned_to() -> None:  # T28
    for elsewhere in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:x",
        "",
        "pay/",
    ):
        assert safe_return(elsewhere) == AFTER
    assert safe_return("/pay/?bill=4") == "/pay/?bill=4"
