"""What can be searched for in the lists of the portal."""

from collections.abc import Mapping

from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_WORDS = 10
LONGEST_SEARCH = 254
TOO_MUCH = _("Search for less: at most %(words)d words and %(characters)d characters.")


def words_of(query: Mapping[str, str], *, longest: int = LONGEST_SEARCH) -> str | None:
    """What is searched for, as far as it goes; None for what stands in no name, and what no database takes."""
    words = query.get(SEARCH_VAR, "")[:longest].strip()
    return words if words.isprintable() else None


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
