"""The settings: what an application is to be. A new one is a field of `Wanted` and a column of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.users.models import Group
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings import checks
from idp.oidc.applications.settings.row import Choice, Row, Value, rows_in, setting
from idp.oidc.keys.services import ES256, RS256

Kind, SubjectType, Delivery = Application.Kind, Application.SubjectType, Application.Delivery
EVERY_KIND = frozenset(Kind.values)
SERVICES = frozenset({Kind.SERVICE.value})
# To which people come.
OF_PEOPLE = EVERY_KIND - SERVICES
WITH_A_SERVER = frozenset({Kind.WEB.value})

# The parts of an application's page that are of rows alone, or of rows and something besides.
ADDRESSES, SIGNING_IN, SIGNING_OUT, TOKENS = "addresses", "signing-in", "signing-out", "tokens"
PROTECTION, MORE, ASKING = "protection", "more", "asking"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an application is to be; `groups` may use it, or everybody where it says so."""

    name: str
    kind: str
    is_for_everybody: bool = False
    groups: Sequence[Group] = ()
    # As applications.keys reads them; with any, it shows who it is by those and has no secret.
    public_keys: Sequence[dict[str, Any]] = ()
    redirect_uris: Sequence[str] = setting(
        (),
        value=Value.ADDRESSES,
        label=_("Redirect addresses"),
        help=_(
            "One a line, whole, letter for letter as the application sends them, such as "
            "https://app.example.org/callback. Its manual calls them redirect URI or callback URL."
        ),
        none=_("none"),
        kinds=OF_PEOPLE,
        part=ADDRESSES,
        detail="redirect_addresses",
        option="--redirect",
        problem=checks.of_addresses,
    )
    post_logout_uris: Sequence[str] = setting(
        (),
        value=Value.ADDRESSES,
        label=_("Addresses after signing out"),
        help=_("One a line. Where a browser may go after it signed out here. None: nowhere."),
        none=_("nowhere"),
        kinds=OF_PEOPLE,
        part=ADDRESSES,
        detail="after_sign_out",
        option="--after-sign-out",
        problem=checks.of_addresses,
    )
    is_own: bool = setting(
        True,
        value=Value.FLAG,
        label=_("The organisation's own"),
        asks=_("It is the organisation's own"),
        help=_("Otherwise each person is asked first what it may know of them."),
        none=_("no: people are asked"),
        kinds=OF_PEOPLE,
        part=SIGNING_IN,
        detail="is_own",
        option="--of-others",
    )
    start_uri: str = setting(
        "",
        value=Value.ADDRESS,
        label=_("Opened from My apps at"),
        help=_("An address with https, at which it begins a sign-in. None: it is not among people's apps."),
        none=_("not among people's apps"),
        kinds=OF_PEOPLE,
        part=SIGNING_IN,
        detail="opened_at",
        option="--start",
        problem=checks.of_start,
    )
    subject_type: str = setting(
        SubjectType.PUBLIC.value,
        value=Value.CHOICE,
        label=_("Knows people by a name (sub)"),
        help=_(
            "Where this changes, everybody is somebody new to it, and what it was given ends: choose before anybody "
            "signs in."
        ),
        choices={
            SubjectType.PUBLIC.value: Choice(SubjectType.PUBLIC.label),
            SubjectType.PAIRWISE.value: Choice(
                SubjectType.PAIRWISE.label, _("What two of them know of somebody cannot be put together.")
            ),
        },
        kinds=OF_PEOPLE,
        part=SIGNING_IN,
        detail="known_by",
        option="--pairwise",
        means=SubjectType.PAIRWISE.value,
        problem=checks.of_subject,
    )
    backchannel_logout_uri: str = setting(
        "",
        value=Value.ADDRESS,
        label=_("Its server is told at"),
        help=_(
            "A public address with https. Our server tells it when somebody's session is over, wherever it ended "
            "(backchannel_logout_uri)."
        ),
        none=_("not told"),
        kinds=OF_PEOPLE,
        part=SIGNING_OUT,
        detail="told_of_endings_at",
        option="--told-at",
        is_told=True,
        problem=checks.of_back_channel,
    )
    frontchannel_logout_uri: str = setting(
        "",
        value=Value.ADDRESS,
        label=_("Opened in the browser"),
        help=_(
            "Opened unseen when somebody signs out in that browser; where its redirect addresses are. Only for one "
            "whose server cannot be told (frontchannel_logout_uri)."
        ),
        none=_("nothing"),
        kinds=OF_PEOPLE,
        part=SIGNING_OUT,
        detail="opened_at_signing_out",
        option="--opened-at",
        problem=checks.of_front_channel,
    )
    id_token_alg: str = setting(
        ES256,
        value=Value.CHOICE,
        label=_("Signed by"),
        asks=_("What it is told is signed by"),
        choices={
            ES256: Choice(ES256, _("What to choose unless it cannot read that.")),
            RS256: Choice(RS256, _("For older libraries.")),
        },
        kinds=OF_PEOPLE,
        part=TOKENS,
        detail="signed_by",
        option="--algorithm",
        problem=checks.of_algorithm,
    )
    may_stay: bool = setting(
        False,
        value=Value.FLAG,
        label=_("Renews after signing out (offline_access)"),
        asks=_("It may renew what it was given after its person has signed out (offline_access)"),
        help=_(
            "For what works on while nobody looks, such as a mail program or a script. For thirty days at most."
        ),
        kinds=OF_PEOPLE,
        part=TOKENS,
        detail="stays",
        option="--may-stay",
    )
    requires_pushed: bool = setting(
        False,
        value=Value.FLAG,
        label=_("Pushed requests only (PAR)"),
        asks=_("It tells our server what it asks for, before it sends anybody (PAR)"),
        help=_("Then nobody who is sent here can change what is asked. Other requests of it are refused."),
        kinds=OF_PEOPLE,
        part=PROTECTION,
        detail="pushed_only",
        option="--pushed-only",
    )
    requires_dpop: bool = setting(
        False,
        value=Value.FLAG,
        label=_("Bound to a key only (DPoP)"),
        asks=_("It shows a key of its own with whatever it was given (DPoP)"),
        help=_("Then what somebody caught is worth nothing without that key. It is given nothing else."),
        kinds=EVERY_KIND,
        part=PROTECTION,
        detail="bound_only",
        option="--bound",
    )
    signs_requests: bool = setting(
        False,
        value=Value.FLAG,
        label=_("Signed requests only"),
        asks=_("It signs what it asks for"),
        help=_("By its keys (RFC 9101, and CIBA). Other requests of it are refused."),
        kinds=WITH_A_SERVER,
        part=PROTECTION,
        detail="signs_requests",
        option="--signed-only",
        problem=checks.of_signing,
    )
    is_for_screens: bool = setting(
        False,
        value=Value.FLAG,
        label=_("On screens without a keyboard"),
        asks=_("It runs on screens where nobody can sign in well"),
        help=_(
            "A television, a kiosk, a terminal: it shows a code, and people let it in from a browser of theirs."
        ),
        kinds=OF_PEOPLE,
        part=MORE,
        detail="for_screens",
        option="--screens",
    )
    resources: Sequence[str] = setting(
        (),
        value=Value.ADDRESSES,
        label=_("Other servers that it may call"),
        help=_(
            "One address a line, as the application names them (resource). What it is given may be for one of these."
        ),
        none=_("none"),
        kinds=EVERY_KIND,
        part=MORE,
        detail="tokens_for",
        option="--resource",
        problem=checks.of_targets,
    )
    own_scopes: Sequence[str] = setting(
        (),
        value=Value.WORDS,
        label=_("Scopes of its own"),
        help=_("One a line: what it may ask for itself from those servers."),
        none=_("none"),
        kinds=SERVICES,
        part=MORE,
        detail="own_scopes",
        option="--scope",
        problem=checks.of_own_scopes,
    )
    delivery: str = setting(
        "",
        value=Value.CHOICE,
        label=_("Asks phones (CIBA)"),
        asks=_("May it ask people's phones (CIBA)"),
        help=_("It asks people who may use it, each time by its name, and they say yes or no."),
        choices={
            "": Choice(_("No")),
            Delivery.POLL.value: Choice(_("Yes: it asks again and again what became of it")),
            Delivery.PING.value: Choice(_("Yes: it is told when to ask what became of it")),
        },
        kinds=WITH_A_SERVER,
        part=ASKING,
        detail="asks_phones",
        option="--asks-phones",
    )
    notification_uri: str = setting(
        "",
        value=Value.ADDRESS,
        label=_("It is told when to ask at"),
        help=_("Of its server, with https. Only where it is told when to ask."),
        kinds=WITH_A_SERVER,
        part=ASKING,
        detail="told_at",
        option="--notify",
        is_told=True,
        problem=checks.of_notification,
    )
    sends_user_code: bool = setting(
        False,
        value=Value.FLAG,
        label=_("It says people's own codes"),
        help=_(
            "It asks whomever it wants to ask for their code, where the organisation uses codes (user_code)."
        ),
        kinds=WITH_A_SERVER,
        part=ASKING,
        detail="sends_user_code",
        option="--user-code",
    )


ROWS: tuple[Row, ...] = rows_in(Wanted)


def rows_of(kind: str) -> tuple[Row, ...]:
    """Those that an application of this kind has."""
    return tuple(row for row in ROWS if kind in row.kinds)


def row_called(name: str) -> Row:
    """The row of this setting."""
    return next(row for row in ROWS if row.name == name)
