"""H03, H04: what is to be told to whoever watches can be told, or the program says so before it starts."""

import pytest
from pytest_django import Settings

from idp.checks.telemetry import installation_can_be_watched


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("METRICS_LISTEN", "", None),
        ("METRICS_LISTEN", "127.0.0.1:9464", None),
        ("METRICS_LISTEN", "[::1]:9464", None),
        ("METRICS_LISTEN", "9464", "idp.E070"),
        ("METRICS_LISTEN", "localhost:9464", "idp.E070"),
        ("METRICS_LISTEN", "127.0.0.1:99999", "idp.E070"),
        ("METRICS_LISTEN", "127.0.0.1:", "idp.E070"),
        ("TRACES_TO", "http://127.0.0.1:4318/v1/traces", None),
        ("TRACES_TO", "127.0.0.1:4318", "idp.E071"),
        ("LOG_FORMAT", "json", None),
        ("LOG_FORMAT", "jsonl", "idp.E073"),
        ("TRACES_TO", "ftp://collector.example/", "idp.E071"),
    ],
)
def test_a_setting_that_nothing_can_be_told_by_is_refused(
    settings: Settings, name: str, value: str, said: str | None
) -> None:
    setattr(settings, name, value)

    assert [message.id for message in installation_can_be_watched()] == ([said] if said else [])


def test_traces_need_their_libraries(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TRACES_TO = "http://127.0.0.1:4318/v1/traces"
    monkeypatch.setattr("idp.checks.telemetry.find_spec", lambda _name: None)

    [message] = installation_can_be_watched()

    assert message.id == "idp.E072"
    assert "deploy/traces.txt" in str(message.hint)
