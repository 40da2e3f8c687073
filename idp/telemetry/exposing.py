"""Where Prometheus asks: an address of its own (METRICS_LISTEN), beside the pages and never behind their proxy."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from accounts.telemetry.measures import FOLDER, OWN_FOLDER
from idp.telemetry.waiting import WaitingCollector

PORTS = range(65536)
log = logging.getLogger("handslag.metrics")


def expose() -> None:
    """Answer whoever asks at METRICS_LISTEN from now on, in a thread; nothing where that is not set.

    Asked of the one process that the operator started: it tells of all that it starts.
    """
    if not settings.METRICS_LISTEN:
        return
    host, port = listens_at(settings.METRICS_LISTEN)
    try:
        start_http_server(port, addr=host, registry=registry())
    except OSError as why:
        raise ImproperlyConfigured(f"METRICS_LISTEN={settings.METRICS_LISTEN}: {why}") from why
    log.info("measures are told at http://%s/metrics", settings.METRICS_LISTEN)
    if OWN_FOLDER is not None:
        atexit.register(_clear, os.getpid())


def registry() -> CollectorRegistry:
    """What is told: what all processes counted together, and what waits in the database."""
    told = CollectorRegistry()
    MultiProcessCollector(told)  # type: ignore[no-untyped-call]  # the library's
    told.register(WaitingCollector())
    return told


def process_ended(pid: int) -> None:
    """A process that we started has ended: what it had open is open no more; what it counted stays counted."""
    if FOLDER in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]  # the library's


def listens_at(address: str) -> tuple[str, int]:
    """Host and port of ``127.0.0.1:9464`` or ``[::1]:9464``. Raises ImproperlyConfigured."""
    host, _, port = address.rpartition(":")
    try:
        ip_address(host := host.strip("[]"))
        number = PORTS[int(port)]
    except (ValueError, IndexError) as why:
        raise ImproperlyConfigured(f"METRICS_LISTEN={address} is no address with a port.") from why
    return host, number


def _clear(pid: int) -> None:
    # What was started inherits this at a fork, and must not clear away what still counts.
    if os.getpid() == pid and OWN_FOLDER is not None:
        shutil.rmtree(OWN_FOLDER, ignore_errors=True)
