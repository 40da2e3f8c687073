"""A phone that knows nothing of this project but docs/protocol.md, against the real server: tests/node/phone.

Each case of tests/node/independent/groups is a subtest of its own name; a group shares a server, people and phones.
"""

from __future__ import annotations

import pytest

from tests.independent.running import GROUPS, run
from tests.independent.waking import Waking
from tests.independent.world import ACTS, Acts
from tests.support.limits import forget_tries
from tests.support.push_service import PushService
from tests.support.server import Server


@pytest.mark.parametrize("group", GROUPS)
def test_a_stranger_who_follows_the_document_gets_the_documents_answers(
    server: Server, subtests: pytest.Subtests, push_service: PushService, group: str
) -> None:  # T09 T10 T11 T17
    waking = Waking(push_service)
    acts: Acts = {**ACTS, "make_endpoint": waking.make_endpoint, "send_due": waking.send_due}
    for case, problem in run(group, server.url, acts):
        # The same browser signs in hundreds of times a minute.
        forget_tries()
        with subtests.test(case):
            assert problem is None, problem
