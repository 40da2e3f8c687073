"""Sends traces by OTLP over HTTP. Loaded only where TRACES_TO is set: its libraries are not always there."""

from functools import cache

from django.conf import settings
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer


@cache
def tracer() -> Tracer:
    """Made at the first page of each process: its thread that sends would not live through a fork."""
    provider = TracerProvider(resource=Resource({SERVICE_NAME: "handslag"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.TRACES_TO)))
    return provider.get_tracer("handslag")
