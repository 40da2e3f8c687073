"""Every signed message of the protocol in one table: type, header members, claims, what a claim may hold.

Explicit typing (RFC 8725, section 3.11): each kind has its own `typ` and its own list of claims, so that a
message of one kind can never be read as another.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

LONGEST_TEXT = 512
LONGEST_LABEL = 80
LONGEST_PLATFORM = 40
LATEST_TIME = 10**12
MOST_DETAILS = 8
MOST_FACTS = 8
LONGEST_FACT = 200
LONGEST_SIGNED = 4096
MOST_VERSIONS = 10**6
NUMBER = re.compile(r"[0-9]{2}|[0-9]{6}", re.ASCII)
BASE64URL = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)
# Two bits of the last character mean nothing: in the one canonical writing they are zero.
BYTES_32 = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]", re.ASCII)
NOT_BLANK = re.compile(r"\S")
WORD = re.compile(r"[a-z][a-z_]{0,31}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class MessageKind:
    """One type of message. `key_member`: the header member that names its key ("kid") or holds it ("jwk")."""

    typ: str
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    key_member: str = "kid"


def is_text(value: object) -> bool:
    """Tell whether this is a text of 1 to 512 characters."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT


def is_time(value: object) -> bool:
    """Whole seconds since 1970 (RFC 7519 NumericDate, no fractions), which a clock may begin anew. True is no time."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LATEST_TIME


def is_count(value: object) -> bool:
    """Tell whether this is a small positive integer."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < MOST_VERSIONS


def is_random(value: object) -> bool:
    """Tell whether this is a name made at random: 1 to 128 characters of base64url."""
    return isinstance(value, str) and BASE64URL.fullmatch(value) is not None


def is_bytes_32(value: object) -> bool:
    """Tell whether this is a nonce or a hash: 32 bytes in canonical base64url."""
    return isinstance(value, str) and BYTES_32.fullmatch(value) is not None


def is_called(value: object, *, longest: int) -> bool:
    """Tell whether this is what a phone calls itself: a text so long at most, and not of blanks alone."""
    return is_text(value) and len(str(value)) <= longest and NOT_BLANK.search(str(value)) is not None


def is_number(value: object) -> bool:
    """Tell whether this is a number to match: two or six digits, leading zeros kept."""
    return isinstance(value, str) and NUMBER.fullmatch(value) is not None


def is_texts(value: object) -> bool:
    """Tell whether this is a list of texts."""
    return isinstance(value, list) and all(is_text(one) for one in value)


def one_of(*allowed: object) -> Callable[[object], bool]:
    """Compare type and value: 1 == True in Python."""
    return lambda value: any(type(value) is type(one) and value == one for one in allowed)


def members(
    optional: Mapping[str, Callable[[object], bool]] = MappingProxyType({}),
    /,
    **required: Callable[[object], bool],
) -> Callable[[object], bool]:
    """Make a check for an object with exactly these members, of which those in `optional` may be missing."""
    checks = {**optional, **required}

    def check(value: object) -> bool:
        return (
            isinstance(value, dict)
            and required.keys() <= value.keys() <= checks.keys()
            and all(checks[name](member) for name, member in value.items())
        )

    return check


def is_shown(value: object) -> bool:
    """Tell whether this is a text for a person, which may be empty (an unknown place)."""
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def is_detail(value: object) -> bool:
    """Tell whether this is a particular of what is asked: its type, and facts about it, each a short text."""
    if not isinstance(value, dict) or not is_word(value.get("type")):
        return False
    facts = value.keys() - {"type"}
    return 0 < len(facts) <= MOST_FACTS and all(is_word(name) and is_fact(value[name]) for name in facts)


def is_details(value: object) -> bool:
    """Tell whether this is a list of particulars, one at least. Which types there are is for whoever shows them."""
    return isinstance(value, list) and 0 < len(value) <= MOST_DETAILS and all(is_detail(one) for one in value)


def is_word(value: object) -> bool:
    """Tell whether this is a word that programs give names with."""
    return isinstance(value, str) and WORD.fullmatch(value) is not None


def is_fact(value: object) -> bool:
    """Tell whether this is a short text, and not of blanks alone."""
    return is_called(value, longest=LONGEST_FACT)


def is_flag(value: object) -> bool:
    """Tell whether this is true or false."""
    return isinstance(value, bool)


def is_signed(value: object) -> bool:
    """Tell whether this is a signed message inside another, or a part of one: ASCII, 4096 characters at most."""
    return isinstance(value, str) and value.isascii() and 0 < len(value) <= LONGEST_SIGNED


def is_unlock(value: object) -> bool:
    """Tell whether this is the proof of an unlock as a receipt carries it: what of it is verified, no more."""
    by_key = members(mode=one_of("pin", "hardware"), proof=is_signed)
    parts = dict.fromkeys(("id", "clientDataJSON", "authenticatorData", "signature"), is_signed)
    return by_key(value) or members(mode=one_of("platform"), **parts)(value)


CLAIMS: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        **dict.fromkeys(("iss", "aud", "sub", "txn", "htu", "htm"), is_text),
        "jti": is_random,
        **dict.fromkeys(
            ("nonce", "chh", "ath", "unlock_hash", "proof_hash", "device", "pin", "phone", "salt"),
            is_bytes_32,
        ),
        **dict.fromkeys(("iat", "exp"), is_time),
        "number": is_number,
        "choices": lambda value: isinstance(value, list) and all(is_number(one) for one in value),
        "reason": one_of("not_me", "mistake"),
        "platform": partial(is_called, longest=LONGEST_PLATFORM),
        "label": partial(is_called, longest=LONGEST_LABEL),
        "app_version": is_count,
        "kind": one_of("signin", "second_step", "reauth", "enrol", "ciba", "act", "call"),
        "unlock": one_of("required", "optional"),
        "match": one_of("approve", "choose", "type"),
        "digits": one_of(2, 6),
        "unlock_modes": is_texts,
        "phone_sign_in": is_flag,
        "version": one_of(1),
        **dict.fromkeys(("asked", "answered", "unlock_key"), is_signed),
        "unlocked": is_unlock,
        "unlock_origins": is_texts,
        "approved_at": is_time,
        "tenant": members(id=is_text, name=is_text, kind=one_of("organisation", "personal")),
        "key": members(kty=one_of("EC"), crv=one_of("P-256"), x=is_bytes_32, y=is_bytes_32),
        "account": members(username=is_text, display_name=is_shown),
        "context": members(
            {"binding_message": is_fact, "details": is_details},
            tenant=is_shown,
            application=is_shown,
            browser=is_shown,
            system=is_shown,
            place=is_shown,
            ip=is_shown,
            known_browser=is_flag,
            asked_at=is_time,
        ),
    }
)

BOUND = frozenset({"iss", "aud", "txn", "nonce", "jti", "iat", "exp"})
ANSWER = BOUND | {"chh"}

DPOP_PROOF = MessageKind(
    typ="dpop+jwt",
    key_member="jwk",
    required=frozenset({"jti", "htm", "htu", "iat"}),
    optional=frozenset({"ath", "nonce"}),
)
ENROLMENT_CHALLENGE = MessageKind(
    typ="enrolment-challenge+jwt",
    required=BOUND | {"tenant", "account", "unlock_modes", "phone_sign_in"},
)
APPROVAL_CHALLENGE = MessageKind(
    typ="approval-challenge+jwt",
    required=BOUND | {"sub", "kind", "unlock", "match", "digits", "context"},
    optional=frozenset({"choices"}),
)
UNLOCK_CHALLENGE = MessageKind(typ="unlock-challenge+jwt", required=BOUND | {"sub", "unlock_modes"})
MOVE_CHALLENGE = MessageKind(typ="move-challenge+jwt", required=BOUND | {"sub", "phone", "label", "salt"})
ENROLMENT = MessageKind(
    typ="enrolment+jwt",
    required=ANSWER | {"platform", "app_version", "label"},
    optional=frozenset({"unlock_hash"}),
)
APPROVAL = MessageKind(typ="approval+jwt", required=ANSWER, optional=frozenset({"number", "unlock_hash"}))
DENIAL = MessageKind(typ="denial+jwt", required=ANSWER, optional=frozenset({"reason"}))
REPORT = MessageKind(typ="report+jwt", required=ANSWER)
UNLOCK = MessageKind(typ="unlock+jwt", required=ANSWER, optional=frozenset({"number"}))
UNLOCK_SETUP = MessageKind(
    typ="unlock-setup+jwt", required=ANSWER | {"unlock_hash"}, optional=frozenset({"proof_hash"})
)
RENEWAL = MessageKind(typ="renewal+jwt", required=BOUND - {"nonce"}, optional=frozenset({"device", "pin"}))
RENEWAL_PROOF = MessageKind(typ="renewal-proof+jwt", required=ANSWER - {"nonce"})
MOVE = MessageKind(typ="move+jwt", required=ANSWER | {"unlock_hash"})
CODES_KEY = MessageKind(
    typ="codes-key+jwt", required=frozenset({"iss", "aud", "txn", "jti", "iat", "exp", "key"})
)
# Of no protocol with phones: none reads or writes one (docs/receipts.md).
RECEIPT = MessageKind(
    typ="approval-receipt+jwt",
    required=frozenset(
        {
            "iss",
            "jti",
            "txn",
            "iat",
            "version",
            "tenant",
            "account",
            "approved_at",
            "asked",
            "answered",
            "key",
        }
    ),
    optional=frozenset({"label", "unlocked", "unlock_key", "unlock_origins"}),
)

ALL_KINDS = (
    DPOP_PROOF,
    ENROLMENT_CHALLENGE,
    APPROVAL_CHALLENGE,
    UNLOCK_CHALLENGE,
    MOVE_CHALLENGE,
    ENROLMENT,
    APPROVAL,
    DENIAL,
    REPORT,
    UNLOCK,
    UNLOCK_SETUP,
    RENEWAL,
    RENEWAL_PROOF,
    MOVE,
    CODES_KEY,
)
