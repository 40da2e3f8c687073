"""The menu of Security info: rows in their order, and which of them one is at."""

import pytest
from django.urls import reverse

from accounts.security_info import menu
from accounts.security_info.menu import MenuItem, rows_for
from accounts.users.models import User

ROW = MenuItem("extra", "Extra", "home", 99, icon="info")


@pytest.fixture(autouse=True)
def _rows_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_items", dict(menu._items))


def current(path: str, user: User) -> dict[str, str]:
    return {row.item.key: row.current for row in rows_for(user, path) if row.current}


def test_a_page_is_at_its_own_row(ann: User) -> None:  # D01
    assert current("/security-info/", ann) == {"ways": "page"}
    assert current("/security-info/phones/", ann) == {"phones": "page"}


def test_a_page_below_another_is_at_that_row(ann: User) -> None:
    assert current("/security-info/browsers/3/rename/", ann) == {"browsers": "true"}
    assert current("/security-info/default/", ann) == {"ways": "true"}


def test_a_page_elsewhere_is_at_no_row(ann: User) -> None:
    assert current("/close-account/", ann) == {}


def test_rows_stand_in_the_order_of_their_rank_whoever_brings_them(ann: User) -> None:
    menu.register(ROW)

    ranks = [row.item.rank for row in rows_for(ann, "/security-info/")]

    assert ranks == sorted(ranks)
    assert {"ways", "phones", "extra"} <= {row.item.key for row in rows_for(ann, "/security-info/")}


def test_a_row_that_is_not_open_to_somebody_is_not_shown_to_them(ann: User) -> None:
    menu.register(MenuItem("extra", "Extra", "home", 99, is_open=lambda user: user != ann))

    assert "extra" not in {row.item.key for row in rows_for(ann, "/security-info/")}


def test_two_rows_of_one_key_are_refused() -> None:
    menu.register(ROW)

    with pytest.raises(ValueError, match="registered twice"):
        menu.register(ROW)


def test_every_row_has_a_page_and_an_icon() -> None:
    for item in menu.in_order():
        assert reverse(item.url_name)
        assert item.icon, f"{item.key} is drawn without an icon beside those that have one"
