"""The forms of parts that are settings: a field for each row that an application of its kind has."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.row import Row
from idp.oidc.applications.settings.table import Wanted, rows_of
from idp.portal.applications.parts.fields import check_addresses, field_of
from idp.portal.applications.parts.form import PartForm

PING = Application.Delivery.PING


def rows_in_part(application: Application, part: str) -> list[Row]:
    """The settings of this part that the application has."""
    return [row for row in rows_of(application.kind) if row.part == part]


class RowsForm(PartForm):
    """Its fields are those of the rows of one part."""

    def __init__(self, posted: Any = None, *, application: Application, part: str) -> None:
        self.rows = rows_in_part(application, part)
        super().__init__(posted, application=application)
        self.fields |= {row.name: field_of(row) for row in self.rows}

    def stands(self, now: Wanted) -> dict[str, Any]:
        return {row.name: getattr(now, row.name) for row in self.rows}


class AddressesForm(RowsForm):
    def __init__(self, posted: Any = None, *, application: Application, part: str) -> None:
        super().__init__(posted, application=application, part=part)
        # One that asks phones, or lets screens in, may send nobody here.
        self.fields["redirect_uris"].required = not (application.may_ask or application.is_for_screens)

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.rows:
            check_addresses(self, row.name, is_native=self.application.is_native)
        return written


class AskingForm(RowsForm):
    """Whether it may ask people's phones (CIBA), and how it learns what became of it."""

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        if written.get("delivery") != PING:
            written["notification_uri"] = ""
        elif not written.get("notification_uri") and "notification_uri" not in self.errors:
            self.add_error("notification_uri", _("Write the address of your server."))
        return written
