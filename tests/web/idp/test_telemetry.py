"""H04: what an operator sees of a running server: measures and traces, which name nobody."""

import re
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from accounts.telemetry.measures import REGISTRY
from tests.load.server import ServerProcess
from tests.load.steps import count_queries
from tests.load.world import Person, make_people
from tests.support.attacked import surroundings_of
from tests.support.carrying import ClientTransport
from tests.support.server import Server
from tests.support.services import free_port
from tests.support.waiting import until


def values(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every value that is told, by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(text: str, name: str, **labels: str) -> float:
    return values(text).get((name, frozenset(labels.items())), 0.0)


def told_here() -> str:
    return generate_latest(REGISTRY).decode()


@pytest.fixture
def person(db: None, transactional_db: None) -> Person:
    [made] = make_people(1, transport=ClientTransport())
    return made


def test_a_sign_in_by_phone_is_measured_from_the_answer_to_the_browser(person: Person) -> None:  # H04
    before = told_here()

    count_queries(person)

    after = told_here()

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert more("handslag_requests_total", kind="signin", state="approved") == 1
    assert more("handslag_requests_total", kind="signin", state="consumed") == 1
    assert more("handslag_approved_to_browser_seconds_count") == 1
    assert more("handslag_events_total", event="user:sign_in:succeeded") == 1


def test_no_measure_names_a_person_an_organisation_or_an_address(person: Person) -> None:  # H04 I10
    count_queries(person)

    told = told_here()

    assert person.username not in told
    assert person.username.partition("@")[2] not in told
    assert person.address not in told
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", told)


def test_strangers_find_no_measures_behind_the_pages(server: Server) -> None:  # H04 T40
    with pytest.raises(urllib.request.HTTPError) as refused:
        urllib.request.urlopen(f"{server.url}/metrics", timeout=10)

    assert refused.value.code == 404


def test_a_page_is_measured_by_its_part_and_not_by_its_address(server: Server) -> None:  # H04
    before = told_here()

    with urllib.request.urlopen(f"{server.url}/sign-in/?whoever=ann", timeout=10):
        pass

    labels = {"part": "accounts.signin", "status": "2xx"}
    name = "handslag_page_seconds_count"
    assert value(told_here(), name, **labels) == value(before, name, **labels) + 1
    assert "whoever" not in told_here()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_server_tells_its_measures_at_an_address_of_their_own(tmp_path: Path) -> None:  # H04
    port = free_port()
    process = ServerProcess(log=tmp_path / "log", METRICS_LISTEN=f"127.0.0.1:{port}")
    process.environment |= surroundings_of(tmp_path)
    with process:
        with urllib.request.urlopen(f"http://localhost:{process.port}/health/live", timeout=10):
            pass
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            told = answer.read().decode()

    assert value(told, "handslag_database_up") == 1
    for queue in ("wakes", "tasks", "webhooks", "logouts", "pings", "log"):
        assert value(told, "handslag_waiting", queue=queue) == 0, queue
    assert ("handslag_connections", frozenset()) in values(told)


class Collector:
    """Takes traces as any collector does."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = ExportTraceServiceRequest()
                asked.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
                outer.spans += [
                    one
                    for resource in asked.resource_spans
                    for scope in resource.scope_spans
                    for one in scope.spans
                ]
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_said: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1/traces"

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.django_db(transaction=True)
def test_a_page_is_traced_with_its_statements_and_without_what_it_was_asked(
    collector: Collector, tmp_path: Path
) -> None:  # H04 I10
    process = ServerProcess(log=tmp_path / "log", TRACES_TO=collector.address, OTEL_BSP_SCHEDULE_DELAY="50")
    process.environment |= surroundings_of(tmp_path)
    with process:
        with urllib.request.urlopen(f"http://localhost:{process.port}/sign-in/?username=ann", timeout=10):
            pass
        until(lambda: collector.named("signin:identify"))

    [page] = collector.named("signin:identify")
    attributes = {one.key: one.value for one in page.attributes}
    assert attributes["http.response.status_code"].int_value == 200
    children = [span for span in collector.spans if span.parent_span_id == page.span_id]
    assert "SELECT" in {span.name for span in children}
    assert "ann" not in "".join(str(span) for span in collector.spans)
