"""Where the bench runs: production's settings, on a PostgreSQL and a Redis of its own."""

import contextlib
import os
import resource
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from tests.support.services import services

PUBLIC_URL = "https://handslag.example"
# More than wait by default may be asked for; the machine's files for one process are the end.
MOST_PAGES = "19000"
# What an operator's shell may hold, and must not reach the bench.
NOT_HERE = ("ALLOWED_HOSTS", "DEBUG", "DEMO", "DESKTOP_PHONES", "SECRET_KEY_FALLBACKS", "TRUSTED_PROXIES")


def host() -> str:
    """The name under which the server is asked."""
    return urlsplit(settings.PUBLIC_URL).netloc


@contextlib.contextmanager
def surroundings() -> Iterator[Path]:
    """Start the services, set Django up, make the tables and static files; give a folder that goes afterwards."""
    with services() as addresses, prepared(addresses) as folder:
        yield folder


@contextlib.contextmanager
def prepared(addresses: Mapping[str, str]) -> Iterator[Path]:
    """The same at services that run already; `addresses` is what the environment says of them."""
    _allow_many_sockets()
    with tempfile.TemporaryDirectory(prefix="handslag-bench-") as folder:
        for name in NOT_HERE:
            os.environ.pop(name, None)
        os.environ |= {
            **addresses,
            "DJANGO_SETTINGS_MODULE": "idp.settings.production",
            "PUBLIC_URL": PUBLIC_URL,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "VAR_DIR": folder,
            "LOG_LEVEL": "WARNING",
            "MOST_SOCKETS": MOST_PAGES,
            "MOST_CONNECTIONS": MOST_PAGES,
        }
        _prepare()
        yield Path(folder)


def _prepare() -> None:
    import django  # noqa: PLC0415  the environment above is read at this import's setup, not before

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  likewise

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)


def _allow_many_sockets() -> None:
    """As many as the machine lets us have; the server, our child, gets the same."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
