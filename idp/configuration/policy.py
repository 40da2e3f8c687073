"""The policy, a member for each of its pages, judged and saved as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.branding.models import Logo
from accounts.branding.settings import KEY as BRANDING
from accounts.branding.shown import logo_from
from accounts.policy.changing import Policy, policy_as_it_stands
from accounts.tenants.models import Tenant
from idp.configuration import saving, strengths
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.refusals import CannotBringIn, wrong
from idp.portal.policy.form import why_not
from idp.portal.policy.plain import Unfit, read, values_of
from idp.portal.policy.sections import Section, find_section, of_everybody, of_methods

KEY = "policy"
LOGO = "logo"


def _written(tenant: Tenant) -> dict[str, Any]:
    stands = policy_as_it_stands(tenant)
    sections: list[Section] = [*of_methods(), *of_everybody(tenant)]
    found = {section.key: values_of(section, tenant, stands) for section in sections}
    return {**found, strengths.KEY: strengths.by_name(stands, found[strengths.KEY])}


def _bring_in(wish: Wish) -> Iterator[str]:
    if not isinstance(wish.value, dict):
        raise wrong(KEY, _("It must be an object, with a member for each page of the policy."))
    tenant, said = wish.tenant, dict(wish.value)
    stands = policy_as_it_stands(tenant)
    if isinstance(branding := said.get(BRANDING), dict):
        said[BRANDING], lacking = _logo_as_here(tenant, branding)
        yield from lacking
    if isinstance(required := said.get(strengths.KEY), dict):
        said[strengths.KEY] = strengths.by_key(stands, required)
    yield from saving.save(wish, stands, _wanted(tenant, stands, said), place=KEY)


def _wanted(tenant: Tenant, stands: Policy, said: dict[str, Any]) -> Policy:
    """What stands, with everything that the file says over it. Raises CannotBringIn."""
    wanted, problems = stands, []
    for key, values in said.items():
        section = find_section(tenant, key)
        if section is None or not isinstance(values, dict):
            problems.append((f"{KEY}.{key}", _("There is no such page of the policy.")))
            continue
        try:
            wanted = read(section, tenant, wanted, values)
        except Unfit as unfit:
            problems += [(_place(key, name), " ".join(told)) for name, told in unfit.problems.items()]
    problems = problems or [(_place(*name.split(".")), str(text)) for name, text in why_not(tenant, wanted)]
    if problems:
        raise CannotBringIn(problems)
    return wanted


def _logo_as_here(tenant: Tenant, values: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The looks with the logo as it is called here, found by its mark; where it is not, what is shown stays."""
    said = values.get(LOGO)
    named = logo_from(said) if isinstance(said, str) else None
    if named is None:
        return values, []
    if here := Logo.objects.filter(tenant=tenant, mark=named.mark).first():
        return {**values, LOGO: here.kept}, []
    lacking = _("This logo is not here, so it is not shown. Add it in the portal: %(name)s")
    return {name: value for name, value in values.items() if name != LOGO}, [lacking % {"name": named.name}]


def _place(*names: str) -> str:
    return ".".join(filter(None, (KEY, *names)))


CHAPTER = Chapter(key=KEY, rank=20, written=_written, bring_in=_bring_in)
