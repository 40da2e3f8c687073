"""The profiles as an admin writes them: some rows of fields, each a profile, with an empty one behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.policy.parts import OfTenant
from accounts.policy.whom import GroupsField
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME, shown
from accounts.users.models import Group
from devices.passkeys.profiles.kinds import MODELS
from devices.passkeys.settings import LONGEST_LIST, MOST_PROFILES

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

TEXTS, TICKS = ("name", "models", "include", "exclude"), ("allow_synced", "attested")
# Ten profiles with all that can be written in them, as one text.
LARGEST_PROFILES = 256 * 1024


class ProfilesInput(forms.Widget):
    """Each profile is fields of its own, as `passkey-profiles-0-name`; drawn by devices/passkeys/policy.html."""

    def value_from_datadict(
        self, data: QueryDict | Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Any:
        if name in data:
            return _unpacked(str(data[name]))
        rows = (self._row(data, f"{name}-{n}") for n in range(MOST_PROFILES + 1))
        return [row for row in rows if row["name"] or row["models"] or row["include"] or row["exclude"]]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Without any there are no profiles."""
        return False

    def _row(self, data: Mapping[str, Any], start: str) -> dict[str, Any]:
        texts: dict[str, Any] = {text: str(data.get(f"{start}-{text}", "")).strip() for text in TEXTS}
        ticks = {tick: bool(data.get(f"{start}-{tick}")) for tick in TICKS}
        row = texts | ticks
        return dict.fromkeys(row, "") if data.get(f"{start}-remove") else row


class PackedProfiles(forms.HiddenInput):
    """All of them as one text: what a confirmation keeps, and sends again."""

    def format_value(self, value: Any) -> str:
        return json.dumps(value or [])


def _unpacked(text: str) -> Any:
    try:
        rows = json.loads(text) if len(text) <= LARGEST_PROFILES else None
    except (ValueError, RecursionError):
        rows = None
    is_whole = isinstance(rows, list) and all(isinstance(row, dict) and _is_row(row) for row in rows)
    return rows if is_whole else None


def _is_row(row: Mapping[str, Any]) -> bool:
    return row.keys() == {*TEXTS, *TICKS} and all(isinstance(row[text], str) for text in TEXTS)


class ProfilesField(OfTenant, forms.Field):
    """Profiles, with groups by name; kept as values of `Profile`, with groups by their ids."""

    widget = ProfilesInput
    hidden_widget = PackedProfiles
    groups: QuerySet[Group] = Group.objects.none()
    known_models = MODELS
    # What an empty row shows.
    empty: ClassVar[dict[str, Any]] = {"allow_synced": True}

    def __init__(self, **facts: Any) -> None:
        super().__init__(required=False, **facts)

    def belong_to(self, tenant: Tenant) -> None:
        self.groups = Group.objects.filter(tenant=tenant)

    def prepare_value(self, value: Any) -> list[dict[str, Any]]:
        """Rows with groups by name; what was written stays as it was."""
        return [
            {**row, **{side: self._names(row[side]) for side in ("include", "exclude")}}
            for row in value or ()
        ]

    def _names(self, groups: Any) -> Any:
        if isinstance(groups, str):
            return groups
        return "\n".join(self.groups.filter(pk__in=groups).order_by("name").values_list("name", flat=True))

    def clean(self, value: Any) -> Any:
        """Return the profiles as plain values. Raises ValidationError with what is wrong of each, by its name."""
        if value is None:
            raise ValidationError(_("These profiles cannot be read. Write them once more."))
        if self.disabled:
            return value
        rows = [self._cleaned(row) for row in value]
        wrong = [*self._wrong_names([row["name"] for row, _found in rows])]
        wrong += [text for _row, found in rows for text in found]
        if wrong:
            raise ValidationError(wrong)
        return [row for row, _found in rows]

    def _cleaned(self, row: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        name = shown(row["name"], longest=LONGEST_NAME)
        models = "\n".join(line.strip() for line in row["models"].splitlines() if line.strip())
        kept: dict[str, Any] = {"name": name, "models": models, **{tick: bool(row[tick]) for tick in TICKS}}
        wrong = []
        for side in ("include", "exclude"):
            field = GroupsField()
            field.groups = self.groups
            try:
                kept[side] = field.clean(row[side])
            except ValidationError as refused:
                wrong += [f"{name}: {text}" for text in refused.messages]
        if len(models) > LONGEST_LIST:
            wrong.append(_("%(name)s: That list is too long.") % {"name": name})
        return kept, wrong

    def _wrong_names(self, names: list[str]) -> Iterator[str]:
        if "" in names:
            yield _("Each profile needs a name: people are told by it which passkeys they can add.")
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            yield _("Two profiles are called %(name)s.") % {"name": twice[0]}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it was changed is asked of the whole policy."""
        return bool(initial != data)
