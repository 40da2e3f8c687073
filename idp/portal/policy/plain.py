"""A page of the policy as plain values, for calls and files: what its form shows, and what could be written there.

Every value is read by the page's own form, so nothing can be set here that an admin could not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from accounts.policy.changing import Policy
from accounts.tenants.models import Tenant
from idp.portal.policy.form import SectionForm
from idp.portal.policy.sections import Section

# What the one value of a page is called that has the page's own name.
ALONE = "is_on"


class Unfit(Exception):
    """`problems` says what cannot be read, by the name of the value; "" of the page as a whole."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__(str(problems))
        self.problems = problems


class PlainForm(SectionForm):
    """The page's form, which judges its own page alone: the whole policy is judged by whoever has all of it."""

    is_judge = False


def values_of(section: Section, tenant: Tenant, stands: Policy) -> dict[str, Any]:
    """What stands on this page, by the names of its values; groups by name, texts of several lines as lists."""
    return _plain(section, section.fields(tenant, stands))


def read(section: Section, tenant: Tenant, stands: Policy, values: Mapping[str, Any]) -> Policy:
    """The policy that stands, with these values on this page. Raises Unfit."""
    fields = section.fields(tenant, stands)
    standing = _plain(section, fields)
    wrong = {name: ["there is no such value"] for name in values.keys() - standing.keys()}
    alike = {name: _is_alike(values[name], standing[name]) for name in values.keys() & standing.keys()}
    wrong |= {name: ["another kind of value"] for name, is_alike in alike.items() if not is_alike}
    if wrong:
        raise Unfit(wrong)
    posted = {
        name: _posted(field, {**standing, **values}[_short(section, name)]) for name, field in fields.items()
    }
    form = PlainForm(section, tenant, stands, MultiValueDict(posted))
    if not form.is_valid():
        raise Unfit(
            {_short(section, name): [str(text) for text in texts] for name, texts in form.errors.items()}
        )
    return form.wanted


def _plain(section: Section, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    return {_short(section, name): _plain_value(field) for name, field in fields.items()}


def _short(section: Section, name: str) -> str:
    if name == "__all__":
        return ""
    return ALONE if name == section.key else name.removeprefix(f"{section.key}-")


def _plain_value(field: forms.Field) -> Any:
    value = field.prepare_value(field.initial)
    if _is_of_lines(field):
        lines = value.splitlines() if isinstance(value, str) else value or ()
        return [str(line) for line in lines]
    if isinstance(value, list | tuple | set | frozenset):
        return [_simple(one) for one in value]
    return _simple(value)


def _simple(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _is_of_lines(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Textarea)


def _is_alike(value: Any, standing: Any) -> bool:
    """Is it of the kind of what stands? Of a list, a list of simple values."""
    if isinstance(standing, list):
        return isinstance(value, list) and all(isinstance(one, str | int) for one in value)
    if isinstance(standing, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(standing, bool)
    if value is None or standing is None:
        return value is None or isinstance(value, str | int)
    return isinstance(value, type(standing))


def _posted(field: forms.Field, value: Any) -> list[str]:
    """As a browser sends it."""
    if value is None or value is False:
        return []
    if value is True:
        return ["on"]
    if isinstance(value, list):
        told = [str(one) for one in value]
        return ["\n".join(told)] if _is_of_lines(field) else told
    return [str(value)]
