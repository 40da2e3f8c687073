"""What an operator sees of a running installation (H04).

exposing.py    measures, for Prometheus, at an address of their own that strangers never reach
waiting.py     what waits to be done, and for how long: asked of the database when Prometheus asks
pages.py       what each page took, and where what it logs belongs
traces.py      the same, statement by statement, for OpenTelemetry; otel.py sends it
statements.py  while developing: pages that ask one thing many times, and statements that take long

What is measured is declared beside the verbs (`accounts/telemetry/measures.py`); the log is `idp/serving/log/`.
"""
