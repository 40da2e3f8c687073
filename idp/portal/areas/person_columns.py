"""The columns of the list of people."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.users.models import User
from accounts.users.roles import rights_of
from idp.portal.areas.cells import badge, moment, yes_or_no
from idp.portal.people.state import LOCKED_OUT, short_state_of


class PersonColumns:
    """What the list says of each; what a column shows comes with the rows."""

    @admin.display(description=gettext_lazy("Name"))
    def person(self, person: User) -> str:
        name = person.display_name or person.username
        return (
            format_html("{} {}", name, badge(person.get_role_display())) if rights_of(person).acts else name
        )

    @admin.display(description=gettext_lazy("State"))
    def state(self, person: User) -> str:
        # Only a list of those who are locked out knows it of each.
        found = LOCKED_OUT if getattr(person, "is_locked_out", False) else short_state_of(person)
        return badge(str(found.short), found.kind)

    @admin.display(description=gettext_lazy("Choose"))
    def chosen(self, person: User) -> str:
        called = _("Choose %(name)s") % {"name": person.username}
        box = '<input type="checkbox" name="chosen" value="{}" form="many" aria-label="{}">'
        return format_html(box, person.pk, called)

    @admin.display(description=gettext_lazy("Phone sign-in"))
    def phone_sign_in(self, person: Any) -> str:
        return yes_or_no(person.phone_in_use is not None)

    @admin.display(description=gettext_lazy("Last sign-in"))
    def last_sign_in(self, person: User) -> str:
        return moment(person.last_login, exact=True)
