"""``manage.py compile_texts``: the catalogues people edit (.po) become the ones Django reads (.mo).

Django's own command needs gettext's tools; on an empty machine there is only Python (docs/decisions/0004).
"""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Compiles every catalogue that is newer than its result."""

    help = "Compile the translations (.po to .mo) without gettext's tools."
    requires_system_checks = ()

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compile what changed, and say so."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_catalogue(source) and options["verbosity"] > 0:
                    self.stdout.write(f"compiled {source}")


def compile_catalogue(source: Path) -> bool:
    """Write the .mo beside the .po unless it is newer already; tell whether it was written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    polib.pofile(str(source)).save_as_mofile(str(target))
    return True
