"""Names that people write: one form to compare by, plain text to show."""

import unicodedata


def one_form(written: str) -> str:
    """`written` in the one form in which usernames and domains are kept and compared (PRECIS, RFC 8265)."""
    name = "".join(unicodedata.normalize("NFKC", written).split()).casefold()
    return unicodedata.normalize("NFKC", name)


def shown(written: str, *, longest: int = 80) -> str:
    """`written` as plain text for a screen: one line, bounded, without what hides or turns text (T26).

    Control, format (bidirectional marks among them), surrogate and unassigned characters go; white space folds.
    """
    kept = "".join(c if c.isspace() or unicodedata.category(c)[0] != "C" else "" for c in written)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:longest].strip()
