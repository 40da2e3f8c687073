"""What stands in the cells of the lists."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

NOTHING = "\N{EN DASH}"


def badge(text: str, kind: str = "") -> SafeString:
    return format_html('<span class="badge {}">{}</span>', kind, text)


def yes_or_no(answer: bool) -> SafeString:  # noqa: FBT001  the answer is all there is
    return badge(_("Yes"), "badge-good") if answer else badge(_("No"))


def moment(at: datetime | None, *, exact: bool = False) -> SafeString | str:
    """A time relative to now with the exact one on hover, or the exact one itself; a dash for never."""
    return render_to_string("components/time.html", {"at": at, "exact": exact}) if at else NOTHING
