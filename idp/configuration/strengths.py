"""The organisation's own strengths, by name: what each takes, as on its page. What requires one is in the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.policy.changing import Policy, policy_as_it_stands
from accounts.policy.strengths.settings import KEY as SETTINGS
from accounts.policy.strengths.settings import OWN, strengths_in
from accounts.tenants.models import Tenant
from idp.configuration import saving
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.refusals import CannotBringIn, wrong
from idp.portal.policy.form import why_not
from idp.portal.policy.plain import Unfit, read, values_of
from idp.portal.policy.strengths.sections import OfSet, of_sets

KEY = SETTINGS
NAME = "name"


def by_name(stands: Policy, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is required, with a strength of the organisation's own by its name: its key is another elsewhere."""
    names = {one.key: f"{OWN}{one.name}" for one in strengths_in(stands.parts).sets}
    return {field: _replaced(value, names) for field, value in values.items()}


def by_key(stands: Policy, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same the other way; a name that is not there stays, and is no strength."""
    keys = {f"{OWN}{one.name}": one.key for one in strengths_in(stands.parts).sets}
    return {field: _replaced(value, keys) for field, value in values.items()}


def _replaced(value: Any, known: Mapping[str, str]) -> Any:
    return known.get(value, value) if isinstance(value, str) else value


def _written(tenant: Tenant) -> list[dict[str, Any]]:
    stands = policy_as_it_stands(tenant)
    return [values_of(section, tenant, stands) for section in of_sets(stands)]


def _bring_in(wish: Wish) -> Iterator[str]:
    """Make those that are not there, and those that are what the file says; others stay."""
    if not isinstance(wish.value, list) or not all(isinstance(one, dict) for one in wish.value):
        raise wrong(KEY, _("It must be a list of objects, one for each strength."))
    names = [one.get(NAME) for one in wish.value]
    if twice := [name for name in names if names.count(name) > 1]:
        raise wrong(KEY, _("This name stands twice: %(name)s") % {"name": twice[0]})
    stands = wanted = policy_as_it_stands(wish.tenant)
    for number, values in enumerate(wish.value):
        try:
            wanted = read(_page_of(values.get(NAME), wanted), wish.tenant, wanted, values)
        except Unfit as unfit:
            told = ((f"{KEY}.{number}.{name}", " ".join(texts)) for name, texts in unfit.problems.items())
            raise CannotBringIn(told) from unfit
    if problems := [(KEY, str(text)) for _name, text in why_not(wish.tenant, wanted)]:
        raise CannotBringIn(problems)
    yield from saving.save(wish, stands, wanted, place=KEY)


def _page_of(name: object, stands: Policy) -> OfSet:
    """The page of the strength that is called so; that of a new one where none is."""
    found = (one for one in strengths_in(stands.parts).sets if one.name == name)
    return OfSet(next(found, None))


CHAPTER = Chapter(key=KEY, rank=15, written=_written, bring_in=_bring_in)
