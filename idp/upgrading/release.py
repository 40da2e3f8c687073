"""Which release this is: as pyproject.toml says, and nothing else."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """Return the version of this release."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
