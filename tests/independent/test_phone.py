"""A phone that knows nothing of this project but docs/protocol.md, against the real server: tests/node/phone.

Each case of tests/node/independent/groups is a subtest of its own name; a group shares a server, people and phones.
"""

from __future__ import annotations

import pytest

from tests.independent.running import GROUPS, run
from tests.support.limits import forget_tries
from tests.support.server import Server


@pytest.mark.parametrize("group", GROUPS)
def test_a_stranger_who_follows_the_document_gets_the_documents_answers(
    server: Server, subtests: pytest.Subtests, group: str
) -> None:  # T09 T10 T11 T17
    for case, problem in run(group, server.url):
        # The same browser signs in hundreds of times a minute.
        forget_tries()
        with subtests.test(case):
            assert problem is None, problem
