"""Whether an organisation can have an application like this; the settings one by one by their rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.row import Row, Value
from idp.oidc.applications.settings.table import ROWS, Wanted


class CannotBeApplication(Refusal):
    """`public_text` says what of it cannot be; `setting` is the name of the one that it is about, or ""."""

    code = "cannot_be_application"

    def __init__(self, text: object, *, setting: str = "") -> None:
        super().__init__(str(text))
        self.public_text = str(text)
        self.setting = setting


def check(tenant: Tenant, wanted: Wanted) -> None:
    """Raise CannotBeApplication where no application of this organisation can be like this."""
    if not shown(wanted.name):
        raise CannotBeApplication(_("Give the application a name."))
    if wanted.kind not in Application.Kind.values:
        raise CannotBeApplication(_("There is no such kind of application."))
    if wanted.public_keys and wanted.kind in Application.PUBLIC_KINDS:
        raise CannotBeApplication(_("This application can keep no key: whoever has it could read it."))
    if any(group.tenant_id != tenant.pk for group in wanted.groups):
        raise CannotBeApplication(_("A group is not one of this organisation."))
    if wanted.kind == Application.Kind.SERVICE:
        if wanted.groups or wanted.is_for_everybody:
            raise CannotBeApplication(_("Nobody signs in to a service: it has no addresses and no people."))
    # One that asks phones, or lets screens in, may send nobody here.
    elif not (wanted.redirect_uris or wanted.delivery or wanted.is_for_screens):
        raise CannotBeApplication(_("Name at least one redirect address."), setting="redirect_uris")
    for row in ROWS:
        _check_setting(row, wanted)


def _check_setting(row: Row, wanted: Wanted) -> None:
    value = getattr(wanted, row.name)
    if wanted.kind not in row.kinds and row.kept(value) != row.kept(row.unset):
        text = _("An application of this kind has no such setting: %(name)s.") % {"name": row.label}
        raise CannotBeApplication(text, setting=row.name)
    if row.value is Value.CHOICE and value not in row.choices:
        text = _("This is none of what can be chosen: %(name)s.") % {"name": row.label}
        raise CannotBeApplication(text, setting=row.name)
    if problem := row.problem(value, wanted):
        raise CannotBeApplication(problem, setting=row.name)
