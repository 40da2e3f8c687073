"""Everything held about a person is told to them: every table says what it tells, or why it tells nothing (D09)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from accounts.holdings.registry import Holding, Told, holdings, why_silent
from accounts.security_info.account.copying.people import PERSON
from accounts.users.models import KnownBrowser

BY_KEY = {holding.key: holding for holding in holdings()}


def lacking(models: Iterator[type[Model]]) -> list[str]:
    told = {holding.model for holding in holdings()}
    return [model._meta.label for model in models if model not in told and not why_silent(model)]


def unsaid(holding: Holding) -> set[str]:
    """Its columns about which nothing is said."""
    told = {column for one in holding.told for column in one.columns}
    return {field.name for field in holding.model._meta.concrete_fields} - told - set(holding.kept_back)


def test_every_table_tells_or_says_why_it_does_not() -> None:  # D09
    assert lacking(iter(apps.get_models(include_auto_created=True))) == []


def test_no_table_does_both() -> None:
    assert [holding.key for holding in holdings() if why_silent(holding.model)] == []


@pytest.mark.parametrize("key", BY_KEY)
def test_every_column_is_told_or_kept_back_with_the_reason(key: str) -> None:  # D09
    assert unsaid(BY_KEY[key]) == set()


@pytest.mark.parametrize("key", BY_KEY)
def test_nothing_is_said_of_a_column_that_is_not_there_or_twice(key: str) -> None:
    holding = BY_KEY[key]
    told = {column for one in holding.told for column in one.columns}

    assert told | set(holding.kept_back) == {field.name for field in holding.model._meta.concrete_fields}
    assert told & set(holding.kept_back) == set()


@pytest.mark.parametrize("key", BY_KEY)
def test_what_a_page_shows_has_a_name_for_people(key: str) -> None:
    assert [one.name for one in BY_KEY[key].told if not one.label and not one.is_code] == []


def test_a_new_table_or_column_would_be_noticed() -> None:
    class Diary(Model):  # noqa: DJ008  nobody reads one
        class Meta:
            app_label = "nowhere"

    without = Holding(
        key="lacking",
        title="",
        model=KnownBrowser,
        rows=PERSON.rows,
        told=(Told(name="label"),),
        kept_back={"id": "", "user": ""},
    )

    assert lacking(iter([Diary])) == ["nowhere.Diary"]
    assert "last_place" in unsaid(without)
