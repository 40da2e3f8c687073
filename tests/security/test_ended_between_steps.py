"""T29, T08: whatever ends between two steps of what an application does, nothing that it was given lives afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import block, disable, end_sessions
from idp.oidc.applications import services
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import Grant
from idp.oidc.grants.standing import standing_of
from tests.support.people import take_out_of_use
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import RelyingParty, make_application, question
from tests.support.screens import make_television, turned_on
from tests.support.sessions import PASSWORD_PROOF, signed_in


@dataclass
class Scene:
    """Somebody, their browser and phone, the application, and what it was given so far."""

    person: User
    browser: Client
    party: RelyingParty
    phone: SigningPhone | None = None
    tokens: dict[str, Any] = field(default_factory=dict)


def by_code(scene: Scene) -> Iterator[str]:
    answered, started = scene.party.push()
    yield "pushed"
    given = {"client_id": scene.party.client_id, "request_uri": answered.json()["request_uri"]}
    scene.party.go_on(started, scene.browser, given)
    yield "given a code"
    scene.tokens |= scene.party.redeem(started).json()
    yield "given tokens"
    scene.tokens |= scene.party.refresh(scene.tokens["refresh_token"]).json()
    yield "given others"


def by_screen(scene: Scene) -> Iterator[str]:
    television = turned_on(scene.party)
    yield "shown"
    page = television.scanned(scene.browser)
    yield "opened"
    number = {"number": television.number, "answer": "let_in"}
    scene.browser.post(page.address, page.fields | number)
    yield "let in"
    scene.tokens |= television.asks().json()
    yield "given tokens"
    scene.tokens |= scene.party.refresh(scene.tokens["refresh_token"]).json()
    yield "given others"


def by_phone(scene: Scene) -> Iterator[str]:
    assert scene.phone is not None
    hint = {"login_hint": scene.person.username, "scope": "openid profile offline_access"}
    asked = scene.party.ask_phone(**hint).json()["auth_req_id"]
    yield "asked"
    # What was ended is not shown there any more.
    with contextlib.suppress(StopIteration):
        scene.phone.says_yes(question())
    yield "approved"
    scene.tokens |= scene.party.poll(asked).json()
    yield "given tokens"
    scene.tokens |= scene.party.refresh(scene.tokens["refresh_token"]).json()
    yield "given others"


FLOWS: dict[str, Callable[[Scene], Iterator[str]]] = {
    "code": by_code,
    "screen": by_screen,
    "phone": by_phone,
}
MOMENTS = [
    *(("code", moment) for moment in ("pushed", "given a code", "given tokens", "given others")),
    *(("screen", moment) for moment in ("shown", "opened", "let in", "given tokens", "given others")),
    *(("phone", moment) for moment in ("asked", "approved", "given tokens", "given others")),
]
ENDS: dict[str, Callable[[Scene], Any]] = {
    "disabled": lambda scene: disable(scene.person, actor=None),
    "blocked": lambda scene: block(scene.person),
    "sessions": lambda scene: end_sessions(scene.person, actor=None, why="not_me"),
    "organisation": lambda scene: take_out_of_use(scene.person.tenant),
    "removed": lambda _scene: services.remove(Application.objects.get(), actor=None),
    "may not": lambda _scene: Application.objects.update(is_for_everybody=False),
    "of others": lambda _scene: Application.objects.update(is_own=False),
}
# What an application may no longer begin gives it nothing more; what it was given before stays.
TURNED_OFF: dict[str, dict[str, Any]] = {"screen": {"is_for_screens": False}, "phone": {"delivery": ""}}


@pytest.fixture
def scene_of(nordljus: Tenant, ann: User) -> Callable[[str], Scene]:
    def made(flow: str) -> Scene:
        makers: dict[str, Callable[[], RelyingParty]] = {
            "code": lambda: make_application(nordljus),
            "screen": lambda: make_television(nordljus),
            "phone": lambda: make_application(nordljus, delivery="poll"),
        }
        scene = Scene(ann, signed_in(ann, PASSWORD_PROOF), makers[flow]())
        if flow == "phone":
            scene.phone = phone_of(ann)
            scene.phone.tell_capabilities()
        return scene

    return made


def lives(scene: Scene) -> bool:
    """Is anything that it has worth anything?"""
    token = scene.tokens.get("access_token", "")
    is_there = Application.objects.exists() and Tenant.objects.filter(is_active=True).exists()
    is_known = scene.party.userinfo(token).status_code == 200
    renewed = scene.party.refresh(scene.tokens.get("refresh_token", ""))
    stands = [grant for grant in Grant.objects.all() if standing_of(grant).is_good and grant.redeemed_at]
    return is_known or renewed.status_code == 200 or bool(is_there and stands)


def go_through(
    scene: Scene, flow: str, *, moment: str = "", act: Callable[[Scene], Any] | None = None
) -> None:
    """The whole flow, as far as it goes; at this moment something happens."""
    # What is refused says so in its own way: by a page, an error without a token, or on the phone.
    with contextlib.suppress(KeyError, ValueError, AssertionError, Refusal):
        for reached in FLOWS[flow](scene):
            if reached == moment and act is not None:
                act(scene)


@pytest.mark.parametrize("flow", FLOWS)
def test_where_nothing_ends_it_lives(scene_of: Callable[[str], Scene], flow: str) -> None:
    scene = scene_of(flow)

    go_through(scene, flow)

    assert lives(scene)


@pytest.mark.parametrize(
    ("flow", "moment", "end"),
    [
        (*moment, end)
        for moment in MOMENTS
        for end in ENDS
        # Whoever opens the page afterwards is told what it would learn, and says yes to that.
        if (*moment, end) != ("screen", "shown", "of others")
    ],
)
def test_t29_whatever_ends_between_two_steps_ends_what_is_given(
    scene_of: Callable[[str], Scene], flow: str, moment: str, end: str
) -> None:
    scene = scene_of(flow)
    done: list[str] = []

    go_through(scene, flow, moment=moment, act=lambda one: done.append(str(ENDS[end](one))))

    assert done, "it came as far as that"
    assert not lives(scene)


@pytest.mark.parametrize(
    ("flow", "moment"), [("screen", "shown"), ("screen", "opened"), ("screen", "let in"), ("phone", "asked")]
)
def test_t29_what_an_application_may_no_longer_begin_gives_it_nothing(
    scene_of: Callable[[str], Scene], flow: str, moment: str
) -> None:
    scene = scene_of(flow)

    go_through(scene, flow, moment=moment, act=lambda _scene: Application.objects.update(**TURNED_OFF[flow]))

    assert not lives(scene)
