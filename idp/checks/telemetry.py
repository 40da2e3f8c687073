"""Whoever watches an installation can be told what they want to know (H04)."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from idp.telemetry.exposing import listens_at

SENDS_TRACES = "opentelemetry.exporter.otlp.proto.http"


def installation_can_be_watched(**_kwargs: Any) -> list[checks.CheckMessage]:
    """METRICS_LISTEN is an address with a port, TRACES_TO one to send to, by what is here; LOG_FORMAT a form."""
    return [*_metrics(), *_traces(), *_log()]


def _metrics() -> Iterator[checks.CheckMessage]:
    if not settings.METRICS_LISTEN:
        return
    try:
        listens_at(settings.METRICS_LISTEN)
    except ImproperlyConfigured as why:
        hint = "Write an address of this machine and a port, such as 127.0.0.1:9464: Prometheus asks there."
        yield checks.Error(str(why), hint=hint, id="idp.E070")


def _traces() -> Iterator[checks.CheckMessage]:
    if not settings.TRACES_TO:
        return
    parts = urlsplit(settings.TRACES_TO)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        hint = "Write the whole address that your collector takes traces at, such as http://127.0.0.1:4318/v1/traces."
        yield checks.Error(f"TRACES_TO={settings.TRACES_TO} is no address.", hint=hint, id="idp.E071")
    elif not _is_installed(SENDS_TRACES):
        hint = "Install them: python -m pip install --require-hashes -r deploy/traces.txt. Or leave TRACES_TO empty."
        yield checks.Error("The libraries that send traces are not installed.", hint=hint, id="idp.E072")


def _log() -> Iterator[checks.CheckMessage]:
    if settings.LOG_FORMAT not in ("text", "json"):
        hint = "Write text, or json."
        yield checks.Error(
            f"LOG_FORMAT={settings.LOG_FORMAT} is no form of the log.", hint=hint, id="idp.E073"
        )


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # a package above it
        return False
