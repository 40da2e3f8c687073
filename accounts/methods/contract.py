"""The role a way to prove oneself fills: a value, whose defaults are those of a method that can do nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q

from accounts.methods.proof import Passed, Proves
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act

if TYPE_CHECKING:
    from django import forms
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from accounts.policy.facts import Rules
    from accounts.policy.need import Need
    from accounts.signin.step import Step


@dataclass(frozen=True)
class MethodRow:
    """One thing registered, as the security-info page lists it.

    `id` tells it from others of its method, `called` names it where it stands without its `detail`: what it is and how
    it stands. `advice` is what its person can do about that, `while_alone` what while they have no other of its method.
    `is_usable`: it can be asked for now, at least as a further step; `may_start`: a sign-in can begin with it, where
    its method can; `is_portable`: in a browser that is new to its person, too. `is_stopped`: it can be brought back
    (`Stopping`).

    Of what can be removed (`VerificationMethod.remove`): `what_ends` says what ends with it, `ends_sessions` that their
    other sessions do; `part_of` is the method and id of what it goes with when that is removed.
    """

    key: str
    label: str
    id: str = ""
    detail: str = ""
    advice: str = ""
    is_usable: bool = True
    may_start: bool = True
    is_stopped: bool = False
    is_portable: bool = True
    added_at: datetime | None = None
    last_used_at: datetime | None = None
    last_used_place: str = ""
    change_url: str = ""
    called: str = ""
    while_alone: str = ""
    what_ends: str = ""
    ends_sessions: bool = False
    part_of: tuple[str, str] = ("", "")

    @property
    def name(self) -> str:
        """What it is called on a page of its own."""
        return self.called or self.label


class MethodSettings(Protocol):
    """What an admin sets of one method beside for whom it is on, or of a part of the policy (accounts.policy.parts).

    A frozen dataclass whose defaults are the safest.
    """

    def problems(self, tenant: Tenant) -> Mapping[str, StrOrPromise]:
        """What of it cannot be, by the name of the setting; empty when it can be saved for this tenant."""


@dataclass(frozen=True, kw_only=True)
class Leftovers:
    """What people have set up of a method that is being turned off: kept, or removed with it.

    `standing` lists them, each with its `user`; `remove` ends one in the name of somebody.
    """

    standing: Callable[[Tenant], Iterable[Any]]
    remove: Callable[[Any, User], None]


@dataclass(frozen=True, kw_only=True)
class PolicyPart:
    """What a method brings to the policy page: its title, its settings, and templates that show them.

    `fields` is a form of the settings, `template` shows it. `effect_template` tells, and may ask, what turning the
    method on or off means for people. `changed` is called when who may use it, or a setting, may have changed.
    `labels` are what values are called that no field has; `spoiled` whose things count by the first settings and not by
    the second.
    """

    title: StrOrPromise
    help: StrOrPromise = ""
    settings: type[MethodSettings] | None = None
    fields: type[forms.Form] | None = None
    template: str = "idp/portal/policy/settings.html"
    effect_template: str = "idp/portal/policy/effect.html"
    leftovers: Leftovers | None = None
    changed: Callable[[Tenant], None] = lambda tenant: None  # noqa: ARG005  the contract's signature
    labels: Mapping[str, StrOrPromise] = field(default_factory=dict, hash=False)
    spoiled: Callable[[Tenant, Mapping[str, Any], Mapping[str, Any]], QuerySet[User]] | None = None


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """How a person replaces this way when they have forgotten it: by proving others, and never to be signed in (F06).

    `need` is what must be proven of them; `owes` the key of what they then owe (accounts.signin.owed): the page that
    replaces it. `asks` says on the way what it is for. One that no method has is registered under a key of its own.
    """

    need: Callable[[User], Need]
    owes: str
    asks: StrOrPromise


# One thing of somebody's: the key of its method, and the id of its row.
Thing = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Stopping:
    """How what a person has of a method is stopped when something is wrong with their account, and brought back (D10).

    `stop` stops all of it that has none of these ids, and whatever of it is on its way to somebody; it returns the name
    that its person gave to each thing that was stopped now, the method's key where it has none. `bring_back` lets the
    one with this id count again, and answers whether it had been stopped; None where nothing comes back, for it was
    handed out and can be handed out anew. Both are called by whoever holds the person's row; they record nothing, and
    end no session.
    """

    stop: Callable[[User, Collection[str]], list[str]]
    bring_back: Callable[[User, str], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class HelpAct:
    """What somebody who looks after people does for one of them with a method, on that person's page of the portal.

    `key` names it in the address, `label` is what its button says, `help` what it is good for, `act` who may.
    `is_open`: can it be done for this person now? `page` asks first (GET) and does it (POST); its template is given
    `person`, `frame` (what every page of the portal shows) and, in that, `back_url`.
    """

    key: str
    label: StrOrPromise
    help: StrOrPromise = ""
    act: Act
    page: Callable[[HttpRequest, User, Mapping[str, Any]], HttpResponse]
    is_open: Callable[[User], bool] = lambda person: person.may_sign_in and person.tenant.is_active


@dataclass(frozen=True, kw_only=True)
class VerificationMethod:
    """A way to prove oneself.

    `key` is what policies, sessions and the audit log call it; `label` what people do, `help` what choosing it means,
    `instead` the link that leads to it from another way, `asks` the button that asks for it. `page` names the address
    that asks for it ("" when none does), `rank` orders what is offered (lowest first).

    `if_known` is what to do once somebody else has shown to know it; "" where nobody can know it.

    `proves` is what it shows at best. `can_start` says it may be the first thing asked, so that the username page may
    lead to it; `can_follow` that it may be asked after another. `policy` is what an admin decides of it; without it is
    always allowed, because holding it was itself granted by an admin. `is_on_at_first`: a new organisation begins with
    it on for everyone. `is_fallback`: what most people have, so the page of any other way names it beside itself.
    `is_spare`: for when the others are not at hand, so never the first thing offered while there is another.
    `is_on_this_device`: it is proven on the very machine that the browser runs on: on a phone it comes first (A20).

    `recovery` says how this way is replaced when it is forgotten, by any others that are not handed out; what
    `only_recovers` is asked of nobody else, neither first nor after another.

    `may_start_for` and `is_registered_for` ask of one person: may they begin with it now, can they prove it now at
    least as a further step? `stands` asks whether what was proven by it still counts. `held_to_start` and `held` ask
    the same two of many people at once, as conditions on them; where `held_says_all` under a tenant's rules, there is
    no more to ask of one person either, who is then asked about several methods together (accounts.methods.holding).
    `held_under` asks them of what counts under some settings, to begin with or at all; None: no setting takes any away.
    `begin` is called when a form that the person sent leads to its page: what asks elsewhere, as on a phone, asks then,
    for whoever's step it is, nobody's included. Opening the page begins nothing (T35).
    `doubt_for` says what speaks against it for one person, "" for nothing: shown in a list of ways to whoever may be
    told of this person (A18).

    `only_adds` asks of what was proven by it whether a session that rests on it may add ways to sign in and do nothing
    else, as the policy stands now.

    What proves it may be a django-otp Device, which is then named in the proof (`Passed.by`); `stands` finds it
    again. `stop_waiting` is told that the browser with this binding waits no more, or has begun anew: what a method
    keeps for one sign-in goes then. `goes_on` is told that something was proven in it, which then waits no more either,
    and answers whether it may go on: False when the person has said that this sign-in was not theirs.

    `disown` is told that the person says afterwards that the sign-in with this mark in the log was not theirs: what it
    still asks for ends. It answers whether browsers not used before wake the person's phones less from now on.

    `rows_for` is what the security-info page lists of it, newest first; `add` names the address that adds one (sent to
    by POST, and come back to by GET after proof: `accounts.signin.wish.sent`) for whoever `may_add` one more.
    `remove` ends the one with this id of a person's, in their own name or an admin's; None where it cannot be removed.
    `after_removal` names the page that whoever has removed one of theirs is led to ("": the overview). `help_acts` are
    what else admins do with it for a person. `icon` is the path of a template that draws it. `urges` is what is said to
    whoever has none of it, may add it, and could prove more with it ("": nothing).

    `stopping` is how it is stopped when something is wrong with an account: of one that does not say, nothing may be
    left in use. `in_hand` names all of a person's that is in their hand when they have proven this by it, things of
    other methods too; None: the thing that proved it.

    `guards` is what changing their ways in takes of a person who has it, where that is less than it `proves`.

    `username_page` and `signed_in_page` are paths of templates: what it adds to the first page, before anybody has said
    who they are, and to the page that tells how one signed in; "" where it adds nothing.
    """

    key: str
    label: StrOrPromise
    help: StrOrPromise = ""
    instead: StrOrPromise = ""
    asks: StrOrPromise = ""
    if_known: StrOrPromise = ""
    icon: str = ""
    page: str = ""
    username_page: str = ""
    signed_in_page: str = ""
    rank: int = 100
    proves: Proves = Proves()
    can_start: bool = False
    can_follow: bool = False
    only_recovers: bool = False
    recovery: Recovery | None = None
    is_fallback: bool = False
    is_spare: bool = False
    is_on_this_device: bool = False
    is_on_at_first: bool = False

    may_start_for: Callable[[User], bool] = lambda user: False  # noqa: ARG005  the contract's signature
    is_registered_for: Callable[[User], bool] = lambda user: False  # noqa: ARG005  likewise
    doubt_for: Callable[[User], StrOrPromise] = lambda user: ""  # noqa: ARG005  likewise
    stands: Callable[[User, Passed], bool] | None = None
    only_adds: Callable[[User, Passed], bool] = lambda user, proof: proof.only_adds  # noqa: ARG005  likewise
    held: Callable[[], Q | Combinable] = lambda: Q(pk__in=())
    held_to_start: Callable[[], Q | Combinable] = lambda: Q(pk__in=())
    held_under: Callable[[Mapping[str, Any], bool], Q | Combinable] | None = None
    held_says_all: Callable[[Rules], bool] = lambda rules: False  # noqa: ARG005  likewise
    begin: Callable[[Step], None] | None = None
    stop_waiting: Callable[[str, bool], None] = lambda binding, is_replaced: None  # noqa: ARG005  likewise
    goes_on: Callable[[str], bool] = lambda binding: True  # noqa: ARG005  likewise

    disown: Callable[[User, str], bool] = lambda user, mark: False  # noqa: ARG005  likewise

    rows_for: Callable[[User], list[MethodRow]] = lambda user: []  # noqa: ARG005  likewise
    guards: Callable[[User], Proves] | None = None
    add: str = ""
    may_add: Callable[[User], bool] = lambda user: True  # noqa: ARG005  likewise
    remove: Callable[[User, str, User], None] | None = None
    stopping: Stopping | None = None
    in_hand: Callable[[User, Passed], Iterable[Thing]] | None = None
    after_removal: str = ""
    help_acts: tuple[HelpAct, ...] = ()
    urges: StrOrPromise = ""

    policy: PolicyPart | None = None

    @property
    def begins_at_once(self) -> bool:
        """Does choosing it ask at once, so that it is chosen by a form and not by a link?"""
        return self.begin is not None

    def guard_of(self, user: User) -> Proves | None:
        """What whoever changes this person's ways in has to prove because of this one; None where they have none."""
        if not self.rows_for(user):
            return None
        return self.proves if self.guards is None else self.guards(user)

    @property
    def can_recover(self) -> bool:
        """May it be asked of whoever has forgotten another way? What was handed out never (T22)."""
        return (self.begins_recovery or self.can_follow) and not self.proves.is_granted

    @property
    def begins_recovery(self) -> bool:
        """May it be asked first of them? Only where its page does the same for names that nobody has (A18)."""
        return (self.can_start or self.only_recovers) and not self.proves.is_granted

    def things_in_hand(self, user: User, proof: Passed) -> frozenset[Thing]:
        """What the person has in their hand, who has just proven this."""
        if self.in_hand is not None:
            return frozenset(self.in_hand(user, proof))
        return frozenset({(self.key, proof.by.rpartition("/")[2])})

    def has_something(self, user: User) -> bool:
        """Has this person anything of it, in use or not?"""
        return bool(self.rows_for(user)) or self.is_registered_for(user) or self.may_start_for(user)

    def still_stands(self, user: User, proof: Passed) -> bool:
        """Does what was proven by it still count: is it there, and in use?"""
        return self.is_registered_for(user) if self.stands is None else self.stands(user, proof)
