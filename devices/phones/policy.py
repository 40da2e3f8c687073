"""The phone's part of the policy page: its settings as a form, and what a change means for the phones there are."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.methods.contract import Leftovers, PolicyPart
from devices.phones.access import standing_accounts_in
from devices.phones.services import remove_account
from devices.phones.settings import (
    DIGITS,
    LONGEST_LIFE,
    SHORTEST_LIFE,
    Hardware,
    Number,
    PhoneSettings,
    Report,
    Unlock,
    UserCodes,
)

# A new browser is never let in without a number, so that is no choice; a known one is judged by the tenant (E07).
WITH_NUMBER = [choice for choice in Number.choices if choice[0] != Number.APPROVE]


class PhoneSettingsForm(forms.Form):
    """The fields of PhoneSettings, each with its consequence in words."""

    number_known = forms.ChoiceField(
        label=_("on a browser used before"),
        choices=Number.choices,
        widget=forms.RadioSelect,
        help_text=_("A number to choose is quicker; typing it proves more."),
    )
    number_new = forms.ChoiceField(
        label=_("on a new browser"),
        choices=WITH_NUMBER,
        widget=forms.RadioSelect,
        help_text=_("A stranger begins here, so ask for more."),
    )
    digits = forms.TypedChoiceField(
        label=_("digits"),
        coerce=int,
        choices=DIGITS,
        widget=forms.RadioSelect,
        help_text=_("Six digits cannot be guessed, and take longer."),
    )
    request_life_seconds = forms.IntegerField(
        label=_("life of a request, in seconds"),
        min_value=SHORTEST_LIFE,
        max_value=LONGEST_LIFE,
        help_text=_("30 to 300. After this the page offers to ask again."),
    )
    show_application = forms.BooleanField(
        label=_("show the application on the phone"),
        required=False,
        help_text=_("Off: the phone does not say where the person signs in to."),
    )
    show_place = forms.BooleanField(
        label=_("show the place and address on the phone"),
        required=False,
        help_text=_("Off: the phone does not say where the request comes from."),
    )
    unlock = forms.ChoiceField(
        label=_("unlock"),
        choices=Unlock.choices,
        widget=forms.RadioSelect,
        help_text=_("The app's PIN is for phones without a lock of their own, and for trying things out."),
    )
    unlock_hardware = forms.ChoiceField(
        label=_("keys that the phone guards"),
        choices=Hardware.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "For apps that others make. The phone hands the key out after its own unlock; only some phones can show "
            "that."
        ),
    )
    unlock_second_step = forms.BooleanField(
        label=_("unlock for a second step"),
        required=False,
        help_text=_(
            "Off: after a password the number is enough, and whoever holds the open phone can give it. Phone sign-in "
            "always unlocks."
        ),
    )
    app_lock = forms.BooleanField(
        label=_("lock the app"),
        required=False,
        help_text=_(
            "On: the app asks for the phone's lock or its PIN whenever it is opened. It keeps curious eyes from the "
            "list of accounts. Off or on, what approvals ask for stays the same."
        ),
    )
    may_move = forms.BooleanField(
        label=_("move to a new phone from the old one"),
        required=False,
        help_text=_("Off: people add a new phone by signing in."),
    )
    user_codes = forms.ChoiceField(
        label=_("a code of people's own, when an application asks by their name"),
        choices=UserCodes.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "It keeps applications from ringing whoever they know the name of. It proves nothing: the phone is asked "
            "all the same. People set it at Security info, and an application has to be set to say it."
        ),
    )
    when_reported = forms.ChoiceField(
        label=_("when somebody says that it was not them"),
        choices=Report.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "That sign-in ends either way. A stranger needs only a username to make a phone ask, so a block locks out "
            "people who did nothing wrong."
        ),
    )


POLICY = PolicyPart(
    title=_("Phone sign-in"),
    help=_("A change counts at the next request, also for sign-ins under way."),
    settings=PhoneSettings,
    fields=PhoneSettingsForm,
    template="devices/phones/policy.html",
    effect_template="devices/phones/policy_effect.html",
    leftovers=Leftovers(
        standing=standing_accounts_in, remove=lambda account, actor: remove_account(account, actor=actor)
    ),
)
