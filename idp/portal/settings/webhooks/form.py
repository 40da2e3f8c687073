"""What can be written of a webhook: where it sends, and what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.audit.events import declared_kinds
from accounts.hooks.models import Hook
from accounts.outward.public import LONGEST_ADDRESS

EVERY, SOME = "every", "some"


class HookForm(forms.Form):
    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_ADDRESS,
        help_text=_(
            "Of your server, with https, such as https://example.org/events. Only who looks after webhooks sees it."
        ),
        widget=forms.URLInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Write the address of your server.")},
    )
    what = forms.ChoiceField(
        label=_("what it is told"),
        widget=forms.RadioSelect,
        choices=(
            (EVERY, _("Everything that is written into the audit log, also what later versions add to it")),
            (SOME, _("Only what is chosen below")),
        ),
        error_messages={"required": _("Choose what it is told.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("events"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, posted: Any = None, *, hook: Hook | None = None) -> None:
        super().__init__(posted, initial=_initial(hook))
        kinds: Any = self.fields["kinds"]
        kinds.choices = sorted(
            ((kind.key, kind.words) for kind in declared_kinds()), key=lambda one: str(one[1])
        )

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        if written.get("what") == SOME and not written.get("kinds"):
            self.add_error("kinds", _("Choose at least one."))
        return written

    @property
    def wanted(self) -> dict[str, Any]:
        """As the verbs take it."""
        every = self.cleaned_data["what"] == EVERY
        return {"every_kind": every, "kinds": [] if every else self.cleaned_data["kinds"]}


def _initial(hook: Hook | None) -> dict[str, Any]:
    if hook is None:
        return {"what": EVERY}
    return {"address": hook.address, "what": EVERY if hook.every_kind else SOME, "kinds": hook.kinds}
