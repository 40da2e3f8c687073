"""Figures as lines a person reads."""

from tests.load.applications import Cost
from tests.load.journey import Outcome
from tests.load.steps import StepCost
from tests.load.waiting import Waiting
from tests.load.ways import WayCost


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def sign_ins_line(
    outcome: Outcome, before: tuple[float, float], after: tuple[float, float], *, heading: str
) -> str:
    """How many, what each cost server and database (CPU seconds before and after), how soon browsers heard."""
    server, database = ((late - early) / len(outcome.took) for early, late in zip(before, after, strict=True))
    heard = [seconds * 1000 for seconds in outcome.heard_after]
    return (
        f"{heading:<28}{outcome.per_second:6.1f} sign-ins/s"
        f"   server CPU {server * 1000:5.1f} ms each, database {database * 1000:5.1f}"
        f"   approve → browser p50 {percentile(heard, 0.5):5.1f} ms, p99 {percentile(heard, 0.99):5.1f} ms"
        f"   whole p50 {percentile(outcome.took, 0.5) * 1000:4.0f} ms"
    )


def step_lines(costs: list[StepCost]) -> list[str]:
    """A table, one line a step."""
    rows = [f"  {'step':<36}{'queries':>8}{'savepoints':>12}{'CPU ms':>9}"]
    rows += [f"  {c.step:<36}{c.queries:>8}{c.savepoints:>12}{c.cpu_ms:>9.2f}" for c in costs]
    total = StepCost(
        "all",
        sum(c.queries for c in costs),
        sum(c.savepoints for c in costs),
        sum(c.cpu_ms for c in costs),
    )
    return [*rows, f"  {total.step:<36}{total.queries:>8}{total.savepoints:>12}{total.cpu_ms:>9.2f}"]


def way_lines(costs: list[WayCost]) -> list[str]:
    """A table, one line a way."""
    rows = [f"  {' → '.join(c.path):<48}{c.queries:>8}{c.cpu_ms:>9.1f}" for c in costs]
    return [f"  {'way':<48}{'queries':>8}{'CPU ms':>9}", *rows]


def application_lines(costs: list[Cost]) -> list[str]:
    """A table, one line for each act at each provider."""
    rows = [f"  {c.what:<28}{c.provider:<20}{c.cpu_ms:>8.2f}{1000 / c.cpu_ms:>20.0f}" for c in costs]
    return [f"  {'act':<28}{'provider':<20}{'CPU ms':>8}{'a core-second':>20}", *rows]


def waiting_line(waiting: Waiting) -> str:
    """What so many waiting pages cost."""
    return (
        f"{waiting.pages:>6} waiting pages   {waiting.kib_each:6.1f} KiB each"
        f"   connected {waiting.connected_per_second:5.0f}/s at {waiting.cpu_ms_each:4.1f} ms CPU"
        f", longest silence {waiting.longest_silence_ms:4.0f} ms"
        f"   another page p95 {percentile(waiting.other_page_seconds, 0.95) * 1000:5.1f} ms"
    )
