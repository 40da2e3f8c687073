"""T30: a large body comes only with the pass of a page of the portal; the server itself, over real sockets."""

from __future__ import annotations

import http.client
import uuid

import pytest

from accounts.jobs.table import LARGEST_FILE
from accounts.users.models import User
from idp.serving.large_bodies import LARGEST, is_expected, is_pass_of, pass_for
from tests.support.people import make_person
from tests.support.server import Server

PARTS = "multipart/form-data; boundary=b"


def address(large_pass: str) -> str:
    return f"/portal/imports/{uuid.uuid4()}/people/file/{large_pass}/"


def answered(server: Server, path: str, *, size: int, kind: str = PARTS) -> int:
    """What the server says of a body of this size; what is refused by its length is not even sent."""
    connection = http.client.HTTPConnection("localhost", server.port, timeout=30)
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", kind)
    connection.putheader("Content-Length", str(size))
    connection.endheaders(b"a" * size if size <= LARGEST else b"")
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_file_comes_through_with_the_pass_of_a_page(server: Server, ann: User) -> None:
    # Who it is for is asked behind it: this one is nobody who is signed in.
    assert answered(server, address(pass_for(ann)), size=LARGEST_FILE // 8) == 413
    assert answered(server, address(pass_for(ann)), size=1_000) == 403


def test_t30_without_a_pass_it_is_refused_unread(server: Server, ann: User) -> None:
    assert answered(server, address("made-up"), size=1_000) == 409
    assert answered(server, "/portal/policy/", size=1_000) == 415


def test_t30_even_with_a_pass_it_is_bounded(server: Server, ann: User) -> None:
    assert answered(server, address(pass_for(ann)), size=LARGEST + 1) == 413


def test_a_pass_is_for_one_person(ann: User) -> None:
    bo = make_person(ann.tenant, "bo")
    assert is_pass_of(ann, pass_for(ann))
    assert not is_pass_of(bo, pass_for(ann))


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_only_what_is_sent_by_a_form_may_be_large(ann: User, method: str) -> None:
    assert not is_expected({"method": method, "path": address(pass_for(ann))})
    assert is_expected({"method": "POST", "path": address(pass_for(ann))})
