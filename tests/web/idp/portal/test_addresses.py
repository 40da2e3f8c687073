"""H08: whatever stands in the address of a list, it is answered with a page, never a fault."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.users.models import User
from idp.portal.search import MOST_WORDS
from tests.web.idp.portal.conftest import Organisation, SignIn

LISTS = ["organisations", "users", "groups", "phones", "alerts", "audit"]
STRANGE: dict[str, dict[str, str | bytes]] = {
    "1200 words": {"q": "word " * 1200},
    "one very long word": {"q": "w" * 5000},
    "quotation marks": {"q": '"' * 1200},
    "a NUL": {"q": "a\0b"},
    "a lone surrogate": {"q": "\ud800".encode("utf-8", "surrogatepass")},
    "columns": {"o": ".".join(["1", "-2", "3"] * 900)},
    "no columns": {"o": "x.-.99.-99"},
    "a page far away": {"p": "9" * 400},
    "no page": {"p": "-1"},
    "all at once": {"all": ""},
    "filters": {
        "kind": "k" * 5000,
        "group": "g" * 5000,
        "state": "\0",
        "tenant": "\0",
        "may_sign_in": "x",
        "dealt_with": "x",
    },
    "columns of the table": {"password__startswith": "a", "epoch": "1"},
    "a window of Django's": {"_popup": "1", "_to_field": "password"},
    "facets": {"_facets": "1", "e": "1"},
}
pytestmark = pytest.mark.both_databases


@pytest.fixture
def portal(nordljus: Organisation, operator: User, sign_in: SignIn) -> Client:
    """The operator's: every list is open to them."""
    return sign_in(operator)


@pytest.mark.parametrize("what", STRANGE)
@pytest.mark.parametrize("area", LISTS)
def test_a_list_is_answered_whatever_is_asked_of_it(portal: Client, area: str, what: str) -> None:
    answer = portal.get(f"/portal/{area}/?{urlencode(STRANGE[what])}", follow=True)

    assert answer.status_code in {200, 400, 404}


@pytest.mark.parametrize("area", ["organisations", "users", "groups", "phones", "alerts"])
def test_too_many_words_are_told_in_a_sentence(portal: Client, area: str) -> None:
    answer = portal.get(f"/portal/{area}/", {"q": "ann " * (MOST_WORDS + 1)})

    assert (answer.status_code, f"at most {MOST_WORDS} words" in answer.content.decode()) == (200, True)


def test_as_many_words_as_are_taken_are_searched_for(portal: Client) -> None:
    answer = portal.get("/portal/users/", {"q": "ann " * MOST_WORDS})

    assert "ann@nordljus.example" in answer.content.decode()
    assert "admin@nordljus.example" not in answer.content.decode()
