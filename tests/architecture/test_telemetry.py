"""H04: what the dashboard and the rules for alerts ask for is measured, and what is measured is told in the docs."""

import json
import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from accounts.telemetry.measures import REGISTRY
from idp.telemetry.waiting import WaitingCollector
from tests.architecture.files import ROOT, text_of
from tests.support.services import missing

DASHBOARD, RULES = Path("deploy/grafana/handslag.json"), Path("deploy/prometheus/alerts.yml")
NAME = re.compile(r"handslag_[a-z_]+")
# What Prometheus makes of a histogram.
PARTS = re.compile(r"_(bucket|count|sum)$")


@pytest.fixture
def measured(transactional_db: None) -> set[str]:
    """Every name that is told, once all is loaded that a server loads."""
    for part in ("idp.urls", "idp.server.launcher", "idp.telemetry.pages"):
        import_module(part)
    families = [*REGISTRY.collect(), *WaitingCollector().collect()]
    return {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in families
        if not family.name.startswith("handslag_tried")
    }


@pytest.mark.parametrize("file", [DASHBOARD, RULES], ids=str)
def test_what_is_asked_for_is_measured(file: Path, measured: set[str]) -> None:
    asked = {PARTS.sub("", name) for name in NAME.findall(text_of(file))}

    assert asked - measured == set()
    assert asked


def test_every_measure_is_told_to_operators(measured: set[str]) -> None:
    told = set(NAME.findall(text_of(Path("docs/operate.md"))))

    assert measured - told == set()


def test_the_dashboard_has_no_two_panels_in_one_place() -> None:
    panels = json.loads(text_of(DASHBOARD))["panels"]

    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
    assert len({panel["id"] for panel in panels}) == len(panels)


def test_what_an_alert_says_to_do_can_be_done() -> None:
    commands = re.findall(r"manage\.py (\w+)((?: --\w+)*)", text_of(RULES))

    for name, options in commands:
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        assert set(options.split()) <= set(parser._option_string_actions)
    assert commands


@pytest.mark.slow
def test_the_rules_for_alerts_say_what_they_are_meant_to() -> None:
    program = shutil.which("promtool") or missing("promtool", package="prometheus")
    folder = ROOT / "deploy" / "prometheus"

    for asked in (["check", "config", "prometheus.yml"], ["test", "rules", "alerts_test.yml"]):
        done = subprocess.run([program, *asked], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
