"""Pages of lists that may be very long: they count no further than one row past the page asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

if TYPE_CHECKING:
    Pages = Paginator[Any]
else:
    Pages = Paginator  # at run time Django's class takes no type in brackets

MOST_PAGES = 200


class OnwardPaginator(Pages):
    """Counts no further than one row past the page asked for: a list only grows, and a whole count with it."""

    upto = 0

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        # In order, so that it walks the same index as the page: without, the database may read from the oldest on.
        counted: int = rows[: self.upto].count()
        return counted


def onward(request: HttpRequest, rows: QuerySet[Any], per_page: int) -> OnwardPaginator:
    """The pages of these rows, as far as the one that the request asks for, and one row."""
    paginator = OnwardPaginator(rows, per_page)
    asked = request.GET.get("p", "1")
    page = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    # Whoever comes to the last page of all searches for less: none is read so far only to be passed over.
    paginator.upto = page * per_page + 1 if page < MOST_PAGES else MOST_PAGES * per_page
    return paginator
