"""What can be searched for in the lists of the portal."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username

MOST_WORDS = 10
LONGEST_SEARCH = 254
# An index finds these, and they are sorted then: to have all of very many in order is to read everybody.
MOST_FOUND = 200
TOO_MUCH = _("Search for less: at most %(words)d words and %(characters)d characters.")


def words_of(query: Mapping[str, str], *, longest: int = LONGEST_SEARCH) -> str | None:
    """What is searched for, as far as it goes; None for what stands in no name, and what no database takes."""
    words = query.get(SEARCH_VAR, "")[:longest].strip()
    return words if words.isprintable() else None


def called_so(people: QuerySet[Any], written: str) -> QuerySet[Any] | None:
    """Whoever has this whole username; None where nobody has, or where it is none."""
    if "@" not in written:
        return None
    try:
        found = people.filter(username=canonical_username(written))
    except Refusal:
        return None
    return found if found.exists() else None


def first_found(rows: QuerySet[Any], *, among: QuerySet[Any]) -> tuple[QuerySet[Any], int]:
    """Of the rows that match a search as many as are found at once, read anew `among` all of them.

    Returns also how many they are, or 0 where no more match.
    """
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST_FOUND + 1])
    return among.filter(pk__in=keys[:MOST_FOUND]), MOST_FOUND if len(keys) > MOST_FOUND else 0


class ShortSearch(ChangeListSearchForm):
    """Django makes a condition of each word, and a database reads only so many."""

    def clean(self) -> None:
        """Refuse what is too much; the list then says so."""
        super().clean()
        written = self.cleaned_data.get(SEARCH_VAR) or ""
        if len(written) > LONGEST_SEARCH or len(written.split()) > MOST_WORDS:
            del self.cleaned_data[SEARCH_VAR]
            limits = {"words": MOST_WORDS, "characters": LONGEST_SEARCH}
            raise ValidationError(TOO_MUCH, params=limits)


class BoundedList(ChangeList):
    """A list of Django's whose search has an end."""

    search_form_class = ShortSearch
