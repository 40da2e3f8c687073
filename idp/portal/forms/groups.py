"""A group and its members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import Group, User
from accounts.users.roles import Act, Reach, may, reach

if TYPE_CHECKING:
    GroupModelForm = forms.ModelForm[Group]
    ManyPeople = forms.ModelMultipleChoiceField[User]
else:
    ManyPeople = forms.ModelMultipleChoiceField
    GroupModelForm = forms.ModelForm  # at run time Django's class takes no type in brackets

MOST_LISTED = 200  # beyond this many people the group has a page of its own, boxes are no help


class PeopleField(ManyPeople):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name} · {obj.username}" if obj.display_name else obj.username


class PeopleBoxes(forms.CheckboxSelectMultiple):
    """A box for each person. `fixed`, by id: who is shown as they stand, ticked or not, and locked."""

    fixed: Mapping[str, bool] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What was sent; browsers leave locked boxes out."""
        ticked = [person for person, is_in in self.fixed.items() if is_in]
        return [*super().value_from_datadict(data, files, name), *ticked]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        is_in = self.fixed.get(str(option["value"]))
        if is_in is not None:
            option["attrs"] |= {"checked": is_in, "disabled": True}
        return option


class NewGroupForm(GroupModelForm):
    """A name; where there is a choice also whose group it is. Members come once that is settled."""

    asker: User  # set on the class that is made for one request

    tenant = forms.ModelChoiceField(label=gettext_lazy("Organisation"), queryset=Tenant.objects.all())

    class Meta:
        model = Group
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chooses_organisation(self.asker):
            del self.fields["tenant"]

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.tenant = written.get("tenant") or self.asker.tenant
        _refuse_taken_name(self)
        return written


class ChangeGroupForm(GroupModelForm):
    """A group's name and members; only people of its own tenant are choices, whatever is sent.

    Whom the asker may not change stays in or out, as on the person's own page (T23).
    """

    asker: User

    members = PeopleField(
        label=gettext_lazy("Members"),
        queryset=User.objects.none(),
        required=False,
        widget=PeopleBoxes,
    )

    class Meta:
        model = Group
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lists_everybody(self.instance):
            people = users_in(self.instance.tenant).filter(goes_at=None).order_by("username")
            members: Any = self.fields["members"]
            members.queryset = people
            members.initial = list(self.instance.members.all())
            out_of_reach = [person for person in people if not self._may_change(person)]
            members.widget.fixed = {str(person.pk): person in members.initial for person in out_of_reach}
        else:
            del self.fields["members"]

    def clean_members(self) -> list[User]:
        """Whoever is removed has no box, and comes back into the group when they are restored."""
        chosen = [person for person in self.cleaned_data["members"] if self._may_change(person)]
        stay = [one for one in self.fields["members"].initial if one.goes_at or not self._may_change(one)]
        return chosen + stay

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        _refuse_taken_name(self)
        return written

    def coming_and_going(self) -> tuple[list[User], list[User]]:
        """Whoever is ticked and is not in it, and whoever is in it and is not ticked."""
        if "members" not in self.cleaned_data:
            return [], []
        chosen, stands = self.cleaned_data["members"], self.fields["members"].initial
        return [one for one in chosen if one not in stands], [one for one in stands if one not in chosen]

    def save_members(self) -> None:
        """Puts the members as written, where the form has them."""
        if "members" in self.cleaned_data:
            self.instance.members.set(self.cleaned_data["members"])

    def _may_change(self, person: User) -> bool:
        return may(self.asker, Act.CHANGE_PERSON, on=person)


def chooses_organisation(asker: User) -> bool:
    """May the asker make groups of any organisation, and so must say of which?"""
    return reach(asker, Act.CHANGE_GROUPS) is Reach.EVERYWHERE


def lists_everybody(group: Group) -> bool:
    """Are the tenant's people few enough for a box each?"""
    return users_in(group.tenant)[: MOST_LISTED + 1].count() <= MOST_LISTED


def _refuse_taken_name(form: NewGroupForm | ChangeGroupForm) -> None:
    others = Group.objects.filter(tenant=form.instance.tenant, name=form.cleaned_data.get("name"))
    if others.exclude(pk=form.instance.pk).exists():
        form.add_error("name", _("There is a group with this name already."))
