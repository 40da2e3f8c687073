"""A username where there may be little room: ``{{ name|breakable }}``."""

from __future__ import annotations

import re

from django.template import Library
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = Library()
# Of common length, which every table has room for.
LONGEST_IN_ONE = 28
BREAKS = re.compile(r"(?=@)|(?<=\.)")


@register.filter
def breakable(name: object) -> SafeString | str:
    """A long one may go on in another line before its @ and after a dot, rather than anywhere; others stay whole."""
    text = str(name)
    if len(text) <= LONGEST_IN_ONE:
        return text
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in BREAKS.split(text)))
