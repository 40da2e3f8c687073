"""What waits for the commit, in a test whose own transaction is never committed."""

from contextlib import AbstractContextManager
from typing import Any

from django.test import TestCase


def committed() -> AbstractContextManager[Any]:
    """At its end what happened inside counts as committed. In a test that really commits it does nothing."""
    return TestCase.captureOnCommitCallbacks(execute=True)
