"""What kept the phone from talking to its server, in a sentence and with what to do."""

from __future__ import annotations

import socket
import ssl
from http import HTTPStatus

from devices.simulator.calls import CallRefused


def unreachable(problem: OSError, *, server: str) -> str:
    """Why nothing came back from `server`."""
    return f"{_what_happened(problem, server)} {_what_to_do(problem)}"


def refused(refusal: CallRefused, *, server: str) -> str:
    """What the server said no with; a page that is none of its refusals comes from somewhere else."""
    if refusal.code:
        return f"The server refused ({refusal.code}). {refusal.text}"
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return (
            f"Something went wrong at {server} ({refusal.status}). Its log says what; try again after that."
        )
    return (
        f"What answers at {server} is not Handslag, or is Handslag under another address (it said {refusal.status}). "
        "Give the address exactly as the browser shows it: --server ADDRESS"
    )


def _what_happened(problem: OSError, server: str) -> str:
    match problem:
        case ssl.SSLCertVerificationError():
            return f"The certificate of {server} cannot be trusted: {problem.verify_message}."
        case ssl.SSLError():
            return f"{server} cannot be reached: what answers there does not speak https."
        case socket.gaierror():
            return f"{server} cannot be reached: there is no such host."
        case ConnectionRefusedError():
            return f"{server} cannot be reached: nothing listens there."
        case TimeoutError():
            return f"{server} cannot be reached: no answer in time."
        case _:
            return f"{server} cannot be reached: {problem}."


def _what_to_do(problem: OSError) -> str:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return "Have SSL_CERT_FILE name the certificate of whoever signed it."
    return "Is it running, and is that its address? Another one is given before the action: phone --server ADDRESS …"
