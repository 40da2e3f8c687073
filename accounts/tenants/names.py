"""One form of a name, whatever case, width or spaces it was typed in."""

import unicodedata


def one_form(written: str) -> str:
    """`written` in the one form in which usernames and domains are kept and compared (PRECIS, RFC 8265)."""
    name = "".join(unicodedata.normalize("NFKC", written).split()).casefold()
    return unicodedata.normalize("NFKC", name)
