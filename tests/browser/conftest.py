"""Whole journeys in a real Chromium; a pytest run of their own (bin/test does it so)."""

import os

# Playwright's synchronous calls keep a loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
