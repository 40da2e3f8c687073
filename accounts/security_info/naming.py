"""What a person calls a thing of theirs: one form for phones, browsers and whatever comes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tenants.names import LONGEST_NAME, shown


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What you call it"), max_length=LONGEST_NAME)

    def clean_name(self) -> str:
        written = shown(self.cleaned_data["name"], longest=LONGEST_NAME)
        if not written:
            raise forms.ValidationError(_("Write a name that can be seen."))
        return written
