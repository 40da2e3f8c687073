"""Secrets and the cookies that hold them."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from accounts.secrets import SecretCookie, digest_of, keyed_digests, new_secret

COOKIE = SecretCookie("watch", life_seconds=60)
# HMAC-SHA-256 of "abc" under SHA-256("handslag tests" + "the key").
GOLDEN = "34d591ceb2494c00d62bd843d6450b985f02cccf9194341efd1848836eca9432"


def test_no_secret_is_like_another_and_each_has_256_bits() -> None:
    made = {new_secret() for _ in range(100)}

    assert len(made) == 100
    assert all(len(secret) == 43 for secret in made)


def test_a_digest_stays_the_same_in_every_release() -> None:
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_keyed_digest_stays_the_same_in_every_release_and_is_of_one_purpose(
    settings: Settings,
) -> None:  # I10
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the key", []

    assert keyed_digests("abc", purpose="tests") == (GOLDEN,)
    assert keyed_digests("abc", purpose="other tests") != keyed_digests("abc", purpose="tests")


def test_digests_under_earlier_keys_come_after_the_present_one(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the next key", ["the key"]

    present, earlier = keyed_digests("abc", purpose="tests")

    assert (present != earlier, earlier) == (True, GOLDEN)


@pytest.mark.parametrize(("prefix", "secure"), [("", False), ("__Host-", True)])
def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites(
    prefix: str, secure: bool, settings: Settings
) -> None:
    settings.COOKIE_PREFIX, settings.SESSION_COOKIE_SECURE = prefix, secure
    response = HttpResponse()

    COOKIE.give(response, "secret")

    [cookie] = response.cookies.values()
    assert (cookie.key, cookie.value) == (f"{prefix}watch", "secret")
    assert (cookie["max-age"], cookie["path"], cookie["domain"]) == (60, "/", "")
    assert (bool(cookie["httponly"]), bool(cookie["secure"]), cookie["samesite"]) == (True, secure, "Lax")


def test_only_the_browser_that_was_given_the_secret_holds_it() -> None:
    secret = new_secret()
    own, other, none = (RequestFactory().get("/") for _ in range(3))
    own.COOKIES[COOKIE.name], other.COOKIES[COOKIE.name] = secret, new_secret()

    held = [COOKIE.is_held(request, expected_digest=digest_of(secret)) for request in (own, other, none)]

    assert held == [True, False, False]
    assert [COOKIE.read(request) for request in (own, none)] == [secret, ""]
    assert not COOKIE.is_held(none, expected_digest="")


@pytest.mark.parametrize("prefix", ["", "__Host-"])
def test_a_dropped_cookie_ends_at_once_where_it_was_given(prefix: str, settings: Settings) -> None:
    settings.COOKIE_PREFIX = prefix
    response = HttpResponse()

    COOKIE.drop(response)

    [cookie] = response.cookies.values()
    assert (cookie.key, cookie.value, cookie["max-age"], cookie["path"]) == (f"{prefix}watch", "", 0, "/")
    assert bool(cookie["secure"]) == bool(prefix)  # without it a browser ignores the whole line
