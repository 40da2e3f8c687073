"""Every check, in the order in which it is told: whoever adds one adds a line here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from idp.doctor.found import WITHIN_SECONDS, Check
from idp.doctor.inside import backups, disk, keys, mail, push, settings, stores, work
from idp.doctor.outside import caller, headers, reached, sockets
from idp.doctor.outside.calling import Door

OUTSIDE, INSIDE = "outside", "inside"


def outside(door: Door, *, held: float) -> Iterator[Check]:
    """Make the checks of somebody from outside; a socket is held for so many seconds."""
    for key, what, look in (
        ("tls", "TLS at PUBLIC_URL", reached.tls),
        ("plain", "without https", reached.plain),
        ("host", "another host's name", reached.other_name),
        ("page", "the first page", reached.page),
        ("ready", "the server", reached.ready),
        ("headers", "security headers", headers.security),
        ("hsts", "HSTS", headers.hsts),
        ("cookies", "cookies", headers.cookies),
        ("caller", "who comes", caller.address),
        ("clocks", "clocks", caller.clocks),
        ("files", "open files", caller.files),
    ):
        yield Check(key, what, partial(look, door))
    holding = partial(sockets.stays_open, door, seconds=held)
    yield Check("socket", "a socket through the proxy", holding, within=WITHIN_SECONDS + held)


def inside() -> Iterator[Check]:
    """Make the checks of what the installation itself reaches."""
    for key, what, look in (
        ("settings", "settings", settings.as_set),
        ("database", "the database", stores.database),
        ("copy", "the copy that only reads", stores.copy),
        ("news", "news between processes", stores.news),
        ("redis", "Redis", stores.redis),
        ("worker", "the worker", work.beats),
        ("queues", "what waits for it", work.queues),
        ("mail", "the mail server", mail.server),
        ("secret-key", "earlier SECRET_KEYs", keys.of_secrets),
        ("token-keys", "keys of organisations for applications", keys.of_tokens),
        ("push-key", "the key for push services", keys.of_push),
        ("backups", "back-ups", backups.kept),
        ("disk", "room on the disk", disk.room),
    ):
        yield Check(key, what, look)
    yield from push.services()
