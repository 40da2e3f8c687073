"""The file of breached passwords, if one is mounted: searched by halves, so it has to be there, and sorted."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from accounts.ways.password.rules.breached import NotSorted, look_over


def breached_passwords_are_sorted(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Looks at a thousand lines of it, however large it is."""
    path = settings.BREACHED_PASSWORDS_FILE
    if not path:
        return []
    try:
        look_over(Path(path))
    except OSError as reason:
        hint = (
            "Mount it where BREACHED_PASSWORDS_FILE says and let this program read it, or remove the setting."
        )
        return [checks.Error(f"BREACHED_PASSWORDS_FILE: {reason}.", hint=hint, id="idp.E021")]
    except NotSorted as reason:
        hint = (
            "It needs a SHA-1 hash at the beginning of each line, sorted, as Have I Been Pwned's downloader writes it "
            f"in one file. Sort yours: LC_ALL=C sort -o {path} {path}"
        )
        message = f"BREACHED_PASSWORDS_FILE: {path} is no sorted list of hashes at {reason}."
        return [checks.Error(message, hint=hint, id="idp.E022")]
    return []
