"""Secrets and the cookies that hold them."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from accounts.secrets import SecretCookie, digest_of, new_secret

COOKIE = SecretCookie("watch", life_seconds=60)


def test_no_secret_is_like_another_and_each_has_256_bits() -> None:
    made = {new_secret() for _ in range(100)}

    assert len(made) == 100
    assert all(len(secret) == 43 for secret in made)


def test_a_digest_stays_the_same_in_every_release() -> None:
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


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
