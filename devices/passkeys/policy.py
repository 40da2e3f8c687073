"""The passkeys' part of the policy page: whether synced ones count, and which models."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.methods.contract import Leftovers, PolicyPart
from devices.passkeys.access import passkeys_in
from devices.passkeys.services import remove
from devices.passkeys.settings import LONGEST_LIST, PasskeySettings


class PasskeySettingsForm(forms.Form):
    """The fields of PasskeySettings."""

    allow_synced = forms.BooleanField(
        label=_("synced passkeys count too"),
        required=False,
        help_text=_(
            "Most are: phones and password managers copy them to their person's other machines. Off: only those that "
            "stay where they were made, as on a security key."
        ),
    )
    models = forms.CharField(
        label=_("only these models"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "One a line, by name or id (AAGUID), such as YubiKey 5 Series with NFC. Empty: every model. A passkey says "
            "itself which model it is, and nothing proves that."
        ),
    )


POLICY = PolicyPart(
    title=_("Passkeys"),
    help=_(
        "They work at this address alone, so that no fake site can ask for one. No password is needed beside one."
    ),
    settings=PasskeySettings,
    fields=PasskeySettingsForm,
    leftovers=Leftovers(standing=passkeys_in, remove=lambda passkey, actor: remove(passkey, actor=actor)),
)
