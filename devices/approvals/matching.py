"""How the number is given on the phone (E07). Pure."""

from __future__ import annotations


def number_match(
    *,
    number_known: str,
    number_new: str,
    digits: int,
    known_browser: bool,
    must_type: bool,
    may_approve: bool,
) -> str:
    """How the number is given on the phone: "type", "choose" or "approve" (E07).

    Six digits are always typed, and so is the closing test of an enrolment (`must_type`). Without a number only
    a personal account (`may_approve`) approves, on a known browser, however the policy came to say otherwise.
    """
    if must_type or digits == 6:
        return "type"
    wanted = number_known if known_browser else number_new
    if wanted == "approve":
        return "type" if not known_browser else "approve" if may_approve else "choose"
    return "choose" if wanted == "choose" else "type"
