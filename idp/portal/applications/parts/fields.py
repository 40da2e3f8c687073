"""The field of a setting, made from its row; and what is told beside fields of addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idp.oidc.applications.addresses import LONGEST, MOST_ADDRESSES
from idp.oidc.applications.settings.checks import MOST_ASKED_FOR
from idp.oidc.applications.settings.row import Choice, Row, Value
from idp.portal.applications.parts.addresses import lines_of, problems_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class LinesField(forms.CharField):
    """Several of something, one a line."""

    widget = forms.Textarea

    def __init__(self, **facts: Any) -> None:
        # No longer than all of them together could be.
        longest = max(MOST_ADDRESSES, MOST_ASKED_FOR) * (LONGEST + 2)
        super().__init__(max_length=longest, widget=forms.Textarea(attrs={"rows": 4, **PLAIN}), **facts)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else "\n".join(value)

    def clean(self, value: Any) -> Any:
        return lines_of(super().clean(value))


def field_of(row: Row, *, is_needed: bool = False) -> forms.Field:
    """The field by which it is written."""
    facts: dict[str, Any] = {"label": row.question, "help_text": row.help, "required": is_needed}
    if row.value is Value.FLAG:
        return forms.BooleanField(**facts)
    if row.value is Value.CHOICE:
        missing = {"required": gettext_lazy("Choose one of these.")}
        choices = [(key, _said(choice)) for key, choice in row.choices.items()]
        facts |= {"choices": choices, "required": "" not in row.choices, "error_messages": missing}
        return forms.ChoiceField(widget=forms.RadioSelect, **facts)
    if row.value is Value.ADDRESS:
        return forms.CharField(max_length=LONGEST, widget=forms.URLInput(attrs=PLAIN), **facts)
    missing = {"required": gettext_lazy("Name at least one redirect address.")}
    return LinesField(error_messages=missing, **facts)


def _said(choice: Choice) -> StrOrPromise:
    return with_help(choice.label, choice.help) if choice.help else choice.label


def with_help(label: StrOrPromise, help_text: StrOrPromise) -> SafeString:
    return format_html(
        '<span class="strong">{}</span><br><span class="quiet small">{}</span>', label, help_text
    )


def check_addresses(form: forms.Form, name: str, *, is_native: bool) -> None:
    """Each of this field's addresses that cannot be is told beside it, with what to do."""
    addresses = form.cleaned_data.get(name, [])
    if len(addresses) > MOST_ADDRESSES:
        form.add_error(name, _("At most %(count)d addresses.") % {"count": MOST_ADDRESSES})
    elif problems := problems_of(addresses, is_native=is_native):
        form.add_error(name, problems)
