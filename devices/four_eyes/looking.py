"""Looking at an act on one's phone: a request that says what will be done, and what follows from its answer.

Whoever waits for the end only looks. It is concluded by `when_ended`, and by the housekeeping what that missed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.policy.facts import method_rules
from accounts.refusals import Refusal
from accounts.tenants.names import shown
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals import finishing
from devices.approvals import services as approvals
from devices.approvals.asking.services import Asking, request_approval
from devices.approvals.kinds import Kind
from devices.approvals.models import ApprovalRequest
from devices.approvals.reporting import alert
from devices.approvals.state import State as RequestState
from devices.four_eyes import kinds
from devices.four_eyes.asking import State, may_agree, move, note
from devices.four_eyes.events import AGREED, DENIED, FAILED
from devices.four_eyes.models import AskedAct, SecondLook
from devices.four_eyes.refusals import ActIsOver, NoPhoneToAgree, NotYourAct
from devices.phones.access import usable_accounts

# As much as a fact of a particular may hold (docs/protocol.md).
LONGEST_FACT = 200
MOST_PARTICULARS = 8
AT_ONCE = 500


@transaction.atomic
def look(
    asked: AskedAct, *, by: User, binding: str, network: str, context: Mapping[str, Any]
) -> ApprovalRequest:
    """Asks this person's phones whether to agree: what is done stands in what they sign. `binding` is the browser's."""
    if not may_agree(by, asked):
        raise NotYourAct(f"{by.username} may not agree to {asked}")
    if asked.state != State.WAITING or asked.expires_at <= clock.now():
        raise ActIsOver(str(asked))
    if not any(ACT.asks_of <= set(one.phone.capabilities) for one in usable_accounts(by)):
        raise NoPhoneToAgree(f"{by.username} has no phone that shows acts")
    approvals.withdraw(binding=binding, is_replaced=True)
    request = request_approval(
        Asking(
            tenant=by.tenant,
            rules=method_rules(by.tenant),
            username=by.username,
            user=by,
            kind=ACT,
            binding=binding,
            known_browser=True,
            network=network,
            context={**context, "details": _particulars(asked)},
        ),
        now=clock.now(),
    )
    SecondLook.objects.create(act=asked, request=request, by=by, auth_hash=by.get_session_auth_hash())
    return request


def _particulars(asked: AskedAct) -> list[dict[str, str]]:
    """The act as the phone shows it and its person signs it: one particular for each part of it.

    Of very many parts the last says how many more there are: the page has all of them.
    """
    lines = asked.lines or [asked.words]
    if len(lines) > MOST_PARTICULARS:
        left = len(lines) - MOST_PARTICULARS + 1
        text = ngettext("And %(n)d more change, on the page", "And %(n)d more changes, on the page", left)
        lines = [*lines[: MOST_PARTICULARS - 1], text % {"n": left}]
    whom = {"whom": _fact(asked.person.username)} if asked.person is not None else {}
    where = {"where": _fact(shown(asked.tenant.name))}
    return [{"type": "administrative_act", "what": _fact(line), **whom, **where} for line in lines]


def _fact(text: str) -> str:
    return text if len(text) <= LONGEST_FACT else f"{text[: LONGEST_FACT - 1]}\N{HORIZONTAL ELLIPSIS}"


def conclude(request_id: uuid.UUID) -> None:
    """Draws the conclusion of a look that has ended: agreed, the act is carried out; denied, it is over."""
    found = _looks().filter(request=request_id).first()
    if found is not None:
        _conclude(found)


def conclude_due() -> int:
    """Concludes what phones have answered and nobody concluded; for the housekeeping. Returns how many."""
    answered = Q(request__state__in=(RequestState.APPROVED, RequestState.DENIED), act__state=State.WAITING)
    due = list(_looks().filter(answered)[:AT_ONCE])
    for one in due:
        _conclude(one)
    return len(due)


def _looks() -> Any:
    return SecondLook.objects.select_related(
        "act__tenant", "act__person__tenant", "act__asked_by__tenant", "by__tenant", "request__tenant"
    )


def _conclude(found: SecondLook) -> None:
    request = approvals.expire_if_due(found.request)
    if request.state == RequestState.DENIED:
        _deny(found)
    elif request.state == RequestState.APPROVED:
        _agree(found)


@transaction.atomic
def _deny(found: SecondLook) -> None:
    if may_agree(found.by, found.act) and move(found.act, State.DENIED, second=found.by):
        note(DENIED, found.act, actor=found.by)


def _agree(found: SecondLook) -> None:
    """Everything is looked at again, as it stands now: the phone, both people, and the act itself (T08, T37)."""
    try:
        with transaction.atomic():
            people = {found.by_id, found.act.asked_by_id, found.act.person_id or found.by_id}
            # By id, as everybody who locks several: nobody waits in a ring.
            held = {person_id: lock_user(person_id) for person_id in sorted(people)}
            finishing.consume(
                found.request,
                binding=found.request.browser_digest,
                user_id=found.by_id,
                auth_hash=found.auth_hash,
            )
            _settle(_as_held(found.act, held), second=held[found.by_id])
    except Refusal:
        # The phone, its person or the policy went away between the answer and now: the act waits on.
        return


def _as_held(asked: AskedAct, held: Mapping[uuid.UUID, User]) -> AskedAct:
    """The act, with its people as they stand now that nobody else can change them."""
    asked.asked_by = held[asked.asked_by_id]
    if asked.person_id is not None:
        asked.person = held[asked.person_id]
    return asked


def _settle(asked: AskedAct, *, second: User) -> None:
    kind = kinds.find(asked.kind)
    if kind is None or not may_agree(second, asked):
        raise NotYourAct(f"{second.username} may not agree to {asked} any more")
    if not move(asked, State.DONE if kind.carry_out else State.AGREED, second=second):
        raise ActIsOver(str(asked))
    try:
        with transaction.atomic():
            _carry_out(kind, asked, second=second)
    except Refusal:
        AskedAct.objects.filter(pk=asked.pk).update(state=State.FAILED)
        note(FAILED, asked, actor=second, second=second.username)
    else:
        note(AGREED, asked, actor=second, second=second.username)


def _carry_out(kind: kinds.ActKind, asked: AskedAct, *, second: User) -> None:
    if not kind.may_be_done_by(asked.asked_by, asked):
        raise NotYourAct(f"{asked.asked_by.username} may not do it any more")
    if kind.carry_out is not None:
        kind.carry_out(asked, second)


ACT = Kind(
    key="act",
    words=_("act that a second person agrees to"),
    heading=_("Agree on your phone"),
    must_type=True,
    needs_phone_sign_in=False,
    follows_proof=True,
    asks_of=frozenset({"act", "details"}),
    is_sign_in=False,
    disowned=alert.ACT,
    gives_receipt=True,
    when_ended=conclude,
)
