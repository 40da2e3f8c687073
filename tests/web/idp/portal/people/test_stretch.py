"""The list of very many people is looked through a stretch at a time, and says so (E04)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from accounts.users import services
from accounts.users.models import User
from idp.portal.people import stretch
from idp.portal.people.stretch import is_read
from tests.support.pages import read
from tests.support.people import make_group, make_person
from tests.web.idp.portal.conftest import Organisation, SignIn

pytestmark = pytest.mark.both_databases
LIST = "/portal/users/"
NEXT = "Look through the next"


@pytest.fixture
def ten(nordljus: Organisation, fjordbank: Organisation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ten more people, every second of whom has no way in; four are looked through at once."""
    monkeypatch.setattr(stretch, "LOOKED_THROUGH", 4)
    for n in range(10):
        make_person(nordljus.tenant, f"p{n}", **({} if n % 2 else {"password": None}))
    return [f"p{n}@nordljus.example" for n in range(0, 10, 2)]


def listed(page: str) -> list[str]:
    return re.findall(r'<td class="field-username">([^<]+)</td>', page)


def all_stretches(browser: Client, query: str) -> list[list[str]]:
    """What each stretch lists, following the link from one to the next."""
    found, address = [], LIST + query
    while address:
        answer = browser.get(address)
        assert answer.status_code == 200
        found.append(listed(answer.content.decode()))
        address = read(answer).links.get(NEXT, "")
        address = LIST + address if address.startswith("?") else address
    return found


def test_everybody_is_found_once_over_all_stretches(
    nordljus: Organisation, ten: list[str], sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)

    assert all_stretches(browser, "?strength=none") == [[ten[0]], ten[1:3], ten[3:]]
    everybody = sorted(User.objects.filter(tenant=nordljus.tenant).values_list("username", flat=True))
    assert [name for names in all_stretches(browser, "") for name in names] == everybody


def test_backwards_too(nordljus: Organisation, ten: list[str], sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    column = next(at for at, name in enumerate(("chosen", "person", "username")) if name == "username")

    found = all_stretches(browser, f"?strength=none&o=-{column}")

    assert [name for names in found for name in names] == ten[::-1]
    assert len(found) > 1


def test_a_stretch_says_how_far_it_looked_even_where_it_finds_nobody(
    nordljus: Organisation, ten: list[str], sign_in: SignIn
) -> None:
    page = read(sign_in(nordljus.admin).get(f"{LIST}?state=quiet"))

    assert "this looks through 4 of them, up to p1@nordljus.example" in page.text
    assert NEXT in page.links


def test_few_people_are_listed_whole(nordljus: Organisation, sign_in: SignIn) -> None:
    assert NEXT not in read(sign_in(nordljus.admin).get(f"{LIST}?strength=none")).links


def test_nobody_of_another_organisation_is_looked_through(
    fjordbank: Organisation, ten: list[str], sign_in: SignIn
) -> None:
    """Theirs are too few for a second stretch: whoever stands elsewhere is not counted among them (T09)."""
    assert NEXT not in read(sign_in(fjordbank.admin).get(LIST)).links


def test_an_operator_looks_through_the_organisation_they_choose(
    nordljus: Organisation, fjordbank: Organisation, ten: list[str], operator: User, sign_in: SignIn
) -> None:
    browser = sign_in(operator)

    assert NEXT in read(browser.get(f"{LIST}?organisation={nordljus.tenant.pk}")).links
    assert NEXT not in read(browser.get(f"{LIST}?organisation={fjordbank.tenant.pk}")).links


@pytest.mark.parametrize("begins", ["p5@nordljus.example", "nobody", "%", "a\x00b", "x" * 300])
def test_wherever_it_is_told_to_begin_it_answers(
    begins: str, nordljus: Organisation, ten: list[str], sign_in: SignIn
) -> None:
    assert sign_in(nordljus.admin).get(LIST, {"from": begins}).status_code == 200


def test_what_an_index_finds_is_found_wherever_it_stands(
    nordljus: Organisation, ten: list[str], sign_in: SignIn
) -> None:
    last = make_person(nordljus.tenant, "zz")
    services.block(last, actor=nordljus.admin)
    group = make_group(nordljus.tenant, "Crew", last)
    browser = sign_in(nordljus.admin)

    for query in ("state=blocked", f"group={group.pk}", "q=zz@nord"):
        assert listed(browser.get(f"{LIST}?{query}").content.decode()) == [last.username], query


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({}, True),
        ({"q": "xy"}, True),
        ({"q": "xyz"}, False),
        ({"state": "new"}, True),
        ({"state": "blocked", "strength": "none"}, False),
        ({"state": "locked"}, False),
        ({"way": "phone"}, False),
        ({"way": "-phone"}, True),
        ({"way": "phone", "strength": "weak"}, True),
        ({"group": "1"}, False),
        ({"group": "1", "state": "quiet"}, True),
    ],
)
def test_what_is_found_by_reading(asked: dict[str, str], answer: bool) -> None:
    assert is_read(asked) is answer


def test_an_act_for_everybody_listed_is_for_those_of_the_stretch(
    nordljus: Organisation, ten: list[str], sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)
    sent = {"whom": "listed", "list": "strength=none", "act": "disable"}

    page = read(browser.post("/portal/users/many/", sent))

    assert ten[0] in page.text
    assert ten[1] not in page.text


def test_a_file_holds_those_of_every_stretch(
    nordljus: Organisation, ten: list[str], sign_in: SignIn
) -> None:  # E04
    browser = sign_in(nordljus.admin)

    page = read(browser.get(f"{LIST}export/?strength=none"))
    file: Any = browser.post(f"{LIST}export/?strength=none", {"format": "jsonl"})

    names = [json.loads(line)["username"] for line in b"".join(file.streaming_content).splitlines()]
    assert names == ten
    assert "5 rows will come." in page.text


def test_of_very_many_it_says_about_how_many_will_come(
    nordljus: Organisation, many: None, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)

    everybody = read(browser.get(f"{LIST}export/?way=-phone")).text
    nobody = read(browser.get(f"{LIST}export/?state=quiet"))

    assert re.search(r"About \d+ rows will come\.", everybody)
    assert "Hardly any row will come, perhaps none." in nobody.text
    assert "disabled" not in nobody.html.partition("data-export")[2].partition("</form>")[0]
