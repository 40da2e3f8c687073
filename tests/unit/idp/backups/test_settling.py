"""What a restored database must not bring back ends (H05)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import end_sessions
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.one_time_link import services as one_time_link
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.phones.models import Phone
from idp.backups.settling import Settled, settle
from idp.oidc.grants.giving import CodeFor, give_code
from idp.oidc.grants.models import Grant
from tests.support.asking import ask
from tests.support.pages import read
from tests.support.passes import make_pass, use_passes
from tests.support.phones import SigningPhone
from tests.support.relying import make_application
from tests.support.sessions import PASSWORD_PROOF, proof_of, signed_in

pytestmark = pytest.mark.both_databases


def test_h05_nothing_that_was_open_stands_again(
    nordljus: Tenant, ann: User, phone: SigningPhone
) -> None:  # H05
    use_passes(nordljus)
    browser = signed_in(ann, PASSWORD_PROOF)
    make_pass(ann)
    link = one_time_link.grant(ann, actor=None, now=clock.now())
    request = ask(ann)
    asked = CodeFor(scopes=("openid",), redirect_uri="", code_challenge="")
    give_code(
        make_application(nordljus).application,
        ann,
        proof_of(browser),
        sid=ann.sessions.get().sid,
        asked=asked,
    )
    epoch = ann.get_session_auth_hash()

    settled = settle(as_of=clock.now())

    assert settled == Settled(sessions=1, requests=1, handed_out=2, grants=1, phones=1)
    assert browser.get("/security-info/").status_code == 302
    assert not User.objects.get(pk=ann.pk).still_has(epoch)
    assert not AccessPass.objects.exists()
    assert read(Client().post(f"/sign-in/one-time/{link}/", follow=True)).status == 410
    assert ApprovalRequest.objects.get(pk=request.pk).state == State.REVOKED
    assert Grant.objects.get().ended_at is not None
    assert Phone.objects.get().restored_at is not None
    assert AuditEvent.objects.filter(tag="tenant:log:restored").count() == 1


def test_h05_t08_what_a_sign_out_since_had_left_does_not_come_back(ann: User) -> None:  # T08
    end_sessions(ann, actor=None, why="phone_suspended")
    since = User.objects.get(pk=ann.pk).get_session_auth_hash()
    User.objects.filter(pk=ann.pk).update(session_epoch=ann.session_epoch)

    settle(as_of=clock.now())

    assert not User.objects.get(pk=ann.pk).still_has(since)


def test_done_again_it_ends_nothing_more(ann: User, phone: SigningPhone) -> None:
    signed_in(ann, PASSWORD_PROOF)
    settle(as_of=clock.now())

    assert settle(as_of=clock.now()) == Settled(sessions=0, requests=0, handed_out=0, grants=0, phones=1)
