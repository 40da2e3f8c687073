"""Every address of Security info, for eight people, opened and sent to: each answer is expected, and who is refused
changes nothing (T09, T20, T22, T23).

A new address without a line here fails. What a line says is who comes in; what its page does is tested with the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from accounts.throttle import memory
from tests.security.everybody import WHO, World, addresses, make_world, written
from tests.support.rows import everything

Rows = dict[str, list[dict[str, Any]]]

# What an address answers. It opens: its page, a form that lacks something, or where it leads. It asks for proof. It
# says that the session is too weak, or the page not theirs. It sends back who may only add. It is absent, or not asked.
OPENS, ASKS, REFUSES, ADDS, ABSENT, NOT_NOW = "opens", "asks", "refuses", "adds", "absent", "not now"
OTHERS = ("colleague", "foreigner", "admin")

Answers = Mapping[str, str]


def _guard(
    *, stale: str = OPENS, weak: str = OPENS, adds: str = ADDS, others: str = OPENS, stranger: str = ASKS
) -> Answers:
    answers = {"fresh": OPENS, "stale": stale, "weak": weak, "adds": adds, "stranger": stranger}
    return answers | dict.fromkeys(OTHERS, others)


# By its guard: who comes in.
ANYBODY = _guard(adds=OPENS, stranger=OPENS)
SIGNED_IN = _guard()
FRESH = _guard(stale=ASKS)
GUARDED = _guard(stale=ASKS, weak=REFUSES)
ADDING = _guard(stale=ASKS, weak=REFUSES, adds=OPENS)
WHILE_ADDING = _guard(adds=OPENS)
# What the organisation of these people does not let them do.
NOT_ALLOWED = {**GUARDED, "fresh": REFUSES, **dict.fromkeys(OTHERS, REFUSES)}
NOBODY_NOW = dict.fromkeys(WHO, NOT_NOW)
# On the way of adding, and after it: a proof that is fresh enough for that.
JUST_ADDED = _guard(stale=ASKS, adds=OPENS)
# Bound to the browser that began to add: another of the same person's has no such page.
OF_ONE_BROWSER = dict.fromkeys(WHO, ABSENT) | {"stranger": ASKS}


def own(answers: Answers) -> Answers:
    """The same, of something that is one person's alone: for everybody else it is not there."""
    return {**answers, **dict.fromkeys(OTHERS, ABSENT)}


@dataclass(frozen=True)
class Line:
    """What an address answers each of them when it is opened, and when a form is sent there."""

    get: Answers
    post: Answers


def both(answers: Answers) -> Line:
    return Line(answers, answers)


def form(answers: Answers, *, opened: Answers = ANYBODY) -> Line:
    """One that takes a form alone: opened, it leads to the page that has its button."""
    return Line(opened, answers)


LINES = {
    "security_info:methods": both(FRESH),
    "security_info:add": both(WHILE_ADDING),
    "security_info:added": both(JUST_ADDED),
    "security_info:see_alerts": both(FRESH),
    "security_info:browsers": both(FRESH),
    "security_info:forget_other_browsers": both(FRESH),
    "security_info:rename_browser": both(own(FRESH)),
    "security_info:forget_browser": both(own(FRESH)),
    "security_info:change_default": both(FRESH),
    "security_info:remove": both(own(GUARDED)),
    "security_info:sessions": both(SIGNED_IN),
    # Of one that has ended meanwhile, or was never theirs, it says that it has ended.
    "security_info:end_session": Line(own(SIGNED_IN), SIGNED_IN),
    "security_info:end_other_sessions": both(SIGNED_IN),
    "security_info:end_all_sessions": both(SIGNED_IN),
    "security_info:ask_again": both(SIGNED_IN),
    # A stranger is led to the page for whoever is signed out.
    "security_info:wrong": both(_guard(stale=ASKS, stranger=OPENS)),
    "security_info:secured": both(FRESH),
    "security_info:bring_back": both(own(GUARDED)),
    "security_info:wrong_signed_out": both(ANYBODY),
    # Sent by somebody who has begun nothing, it leads where they are, and stops nothing.
    "security_info:stop": Line(NOBODY_NOW, {**ANYBODY, "adds": ADDS, "stranger": NOT_NOW}),
    "security_info:stopped": both(ANYBODY),
    # Of a secret that nobody has: whoever comes, there is nothing. One that somebody has is tested with its page.
    "security_info:undo": both(dict.fromkeys(WHO, ABSENT)),
    "password:change": both(GUARDED),
    "password:trying": both(JUST_ADDED),
    # The other organisation lets nobody do without.
    "password:give_up": both({**GUARDED, "foreigner": REFUSES}),
    "mail_code:add": both(GUARDED),
    "mail_code:confirm": both(GUARDED),
    "recovery_codes:add": both(ADDING),
    "recovery_codes:kept": both(JUST_ADDED),
    "recovery_codes:make_anew": both(GUARDED),
    "authenticator_codes:add": both(ADDING),
    "authenticator_codes:set_up": both(own(ADDING)),
    "code_generators:add": both(ADDING),
    "code_generators:activate": both(ADDING),
    "passkeys:passkeys": both(FRESH),
    "passkeys:add": both(ADDING),
    "passkeys:add_options": form(ADDING),
    # Asked by a script right after a password: whoever cannot is told nothing.
    "passkeys:quiet": form(dict.fromkeys(WHO, REFUSES)),
    "passkeys:quiet_options": form(ANYBODY),
    "passkeys:name": both(own(JUST_ADDED)),
    "passkeys:trying": both(own(JUST_ADDED)),
    "passkeys:try_options": both(own(JUST_ADDED)),
    "passkeys:rename": both(own(FRESH)),
    "security_info:account": both(SIGNED_IN),
    # An organisation names its people, and says where letters to them go.
    "security_info:account_name": both(NOT_ALLOWED),
    "security_info:account_mail": both(NOT_ALLOWED),
    "security_info:account_mail_confirm": both(GUARDED),
    "security_info:account_mail_again": both(GUARDED),
    "security_info:account_language": both(SIGNED_IN),
    "security_info:account_time_zone": both(SIGNED_IN),
    "security_info:account_download": both(GUARDED),
    "oidc:my_apps": both(SIGNED_IN),
    "oidc:allowed": both(SIGNED_IN),
    "oidc:user_code": both(FRESH),
    "oidc:remove_user_code": both(FRESH),
    "oidc:take_back": both(own(SIGNED_IN)),
    "security_info:keep_secure": both(WHILE_ADDING),
    "security_info:asked_to_add": both(WHILE_ADDING),
    "security_info:forget_all_browsers": both(FRESH),
    "security_info:sign_ins": both(FRESH),
    "security_info:not_me": both(own(SIGNED_IN)),
    "help:index": both(ANYBODY),
    "help:page": both(ANYBODY),
    # Only an account that is nobody's organisation's can be closed by its person.
    "personal:close": both(NOT_ALLOWED),
    "receipts:approved": both(FRESH),
    "receipts:receipt": both({**own(FRESH), "fresh": ABSENT, "weak": ABSENT}),
    "enrolment:phones": both(FRESH),
    "enrolment:add": both(ADDING),
    # In the phone app: whoever is not signed in is shown how to add another way.
    "enrolment:here": both({**ADDING, "stranger": OPENS}),
    "enrolment:watch": Line(OF_ONE_BROWSER, WHILE_ADDING),
    "enrolment:status": Line(OF_ONE_BROWSER, WHILE_ADDING),
    "enrolment:cancel": Line(WHILE_ADDING, OF_ONE_BROWSER),
    "enrolment:finish": both(WHILE_ADDING),
    "enrolment:rename": both(own(FRESH)),
    "enrolment:lost": both(own(FRESH)),
}
# It opens, and yet nothing may have changed.
CHANGES_NOTHING = {"security_info:stop", "passkeys:quiet", "passkeys:quiet_options"}
# What comes and goes with asking somebody for proof; nothing here is a way in, or says who has one.
PASSING = {"Session", "ApprovalRequest", "Challenge", "AuditEvent"}


def test_every_address_has_its_line() -> None:
    # T09, T20
    assert sorted(set(addresses()) - set(LINES)) == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", WHO)
def test_t20_each_address_answers_each_of_them_as_it_must(who: str, method: str, db: None) -> None:
    # T09, T22, T23
    world = make_world(who)
    asking = Asking(world, who, method, _lasting())

    wrong = {
        name: answer
        for name, path in addresses().items()
        if (answer := asking.answer(name, path)) != getattr(LINES[name], method)[who]
    }

    assert wrong == {}


@dataclass(frozen=True)
class Asking:
    """One of them at every address in turn; whatever that did is taken back."""

    world: World
    who: str
    method: str
    before: Rows

    def answer(self, name: str, path: str) -> str:
        """What it answered, and whether it changed what it must not."""
        memory.forget()
        client = self.world.client
        cookies = client.cookies.output(header="")
        with transaction.atomic():
            said = _named(getattr(client, self.method)(written(name, path, self.world.things)))
            after = _lasting()
            transaction.set_rollback(True)
        client.cookies.load(cookies)
        if said != OPENS or name in CHANGES_NOTHING:
            return said if after == self.before else f"{said}, but changed something"
        if self.who in (*OTHERS, "stranger"):
            return said if self._of_owner(after) == self._of_owner(self.before) else "changed another's"
        return said

    def _of_owner(self, rows: Rows) -> Rows:
        owner = self.world.owner.pk
        return {name: [row for row in found if owner in row.values()] for name, found in rows.items()}


def _named(answer: HttpResponse) -> str:
    led_to = answer.headers.get("Location", "")
    if led_to.startswith("/sign-in/"):
        return ASKS
    if led_to == "/security-info/add/":
        return ADDS
    return {403: REFUSES, 404: ABSENT, 409: NOT_NOW}.get(answer.status_code, OPENS)


def _lasting() -> Rows:
    return {name: rows for name, rows in everything().items() if name not in PASSING}
