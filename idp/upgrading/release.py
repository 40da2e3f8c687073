"""Which release this is: as pyproject.toml says, and nothing else."""

import tomllib
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@cache
def version() -> str:
    """Return the version of this release."""
    with PROJECT.open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
