"""The log: one line an event, to stderr, where whoever runs us collects it. No secrets (I10).

The server's own lines come the same way, once it has loaded us, and only what went wrong: its log of accesses would
hold addresses of one-time links.
"""

from __future__ import annotations

from typing import Any


def logging_as(written: str, *, level: str) -> dict[str, Any]:
    """Return Django's LOGGING, `written` as text or json, from this level on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {
                "()": "idp.serving.log.lines.OneLine",
                "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            },
            "json": {"()": "idp.serving.log.json_lines.JsonLine"},
        },
        "filters": {"few": {"()": "idp.serving.log.crowds.FewOfAKind"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json" if written == "json" else "text",
                "filters": ["few"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            # What it says while it works names tokens (I10).
            "authlib": {"handlers": [], "level": "WARNING", "propagate": True},
            "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
