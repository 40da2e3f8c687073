"""The passkeys' part of the policy page: what they must be, for everybody and, by profiles, for some."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.methods.contract import Leftovers, PolicyPart
from devices.passkeys.access import passkeys_in
from devices.passkeys.profiles.counting import spoiled
from devices.passkeys.profiles.field import ProfilesField
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
            "itself which model it is: only its maker, below, proves that."
        ),
    )
    attested = forms.BooleanField(
        label=_("only those for which their maker vouches"),
        required=False,
        help_text=_(
            "On: a passkey counts only where a root that whoever runs this server has added vouched for it and its "
            "model when it was made. Those that people have now were not asked, so they add new ones."
        ),
    )
    profiles = ProfilesField(
        label=_("profiles"),
        help_text=_(
            "Other passkeys for some groups. What stands above is for whomever no profile is about; of whom several "
            "are about, whatever one of them takes is taken."
        ),
    )


POLICY = PolicyPart(
    title=_("Passkeys"),
    help=_(
        "They work at this address alone, so that no fake site can ask for one. No password is needed beside one."
    ),
    settings=PasskeySettings,
    fields=PasskeySettingsForm,
    template="devices/passkeys/policy.html",
    effect_template="devices/passkeys/effect.html",
    leftovers=Leftovers(standing=passkeys_in, remove=lambda passkey, actor: remove(passkey, actor=actor)),
    labels={
        "profile_models": _("models by profile"),
        "profile_synced": _("profiles that take synced ones"),
        "profile_attested": _("profiles for which makers must vouch"),
        "profile_include": _("groups by profile"),
        "profile_exclude": _("groups left out by profile"),
    },
    spoiled=spoiled,
)
