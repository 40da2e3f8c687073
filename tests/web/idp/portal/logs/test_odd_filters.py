"""What asks a log for a time of no calendar, or for text that no database has, asks for nothing (E12, E13, T30)."""

import pytest

from tests.web.idp.portal.conftest import Organisation, SignIn

ODD = [
    "until=9999-12-31T23:59",
    "since=0001-01-01T00:00&zone=Asia/Tokyo",
    "before=999999999999999999-1",
    "before=999999999999999999",
    "q=%00",
    "by=%00&kind=%00&organisation=%00",
    "result=%00&place=%00",
    "p=999999999999",
]


@pytest.mark.both_databases
@pytest.mark.parametrize("asked", ODD)
@pytest.mark.parametrize("page", ["audit/", "audit/export/", "sign-ins/{}/", "sign-ins/{}/export/"])
def test_odd_filters_are_answered(
    nordljus: Organisation, sign_in: SignIn, page: str, asked: str
) -> None:  # E12, E13, T30
    browser = sign_in(nordljus.admin)
    browser.raise_request_exception = False

    answer = browser.get(f"/portal/{page.format(nordljus.tenant.pk)}?{asked}")

    assert answer.status_code == 200


@pytest.mark.both_databases
def test_a_search_for_what_no_database_has_finds_nothing(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E23, T30
    browser = sign_in(nordljus.admin)

    names = browser.get(f"/portal/policy/{nordljus.tenant.pk}/groups/?q=%00")
    members = browser.get(f"/portal/groups/{nordljus.group.pk}/members/?q=%00")

    assert (names.status_code, members.status_code) == (200, 200)
    assert names.json() == {"groups": []}
