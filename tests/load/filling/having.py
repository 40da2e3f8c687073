"""What people have: phones with their accounts, passkeys, codes, browsers that are known, and alerts."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.alerts.models import Alert
from accounts.users.models import KnownBrowser
from accounts.ways.mail_code.models import RecoveryAddress
from accounts.ways.recovery_codes.models import RecoveryCode, RecoveryCodes
from devices.code_generators.models import CodeGenerator
from devices.otp.models import AuthenticatorApp
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.keys import SigningKey, jwk_to_text
from tests.load.filling import spread
from tests.load.filling.people import DAY, TABLE
from tests.load.filling.speech import Speech, below, insert, one_of, portion
from tests.load.filling.spread import Stretch

Added = tuple[str, int]
CODES_ON_PAPER = 10
MODELS = ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "")


def give_people(people: Stretch, said: Speech) -> Iterator[Added]:
    """Everything that these people have, kind by kind: what it is called, and how many there are."""
    whole = f"{TABLE} WHERE n BETWEEN {people.first} AND {people.last}"
    yield "phones", _phones("phone", f"{whole} AND {portion(3, spread.WITH_PHONE)}", said)
    yield "phones", _phones("second", f"{whole} AND {portion(4, spread.WITH_SECOND_PHONE)}", said)
    yield "passkeys", _passkeys(f"{whole} AND {portion(5, spread.WITH_PASSKEY)}", said)
    yield "authenticator apps", _apps(f"{whole} AND {portion(6, spread.WITH_APP)}", said)
    yield "codes on paper", _papers(f"{whole} AND {portion(8, spread.WITH_PAPER)}", said)
    yield "code generators", _generators(f"{whole} AND {portion(9, spread.WITH_GENERATOR)}", said)
    yield "recovery addresses", _addresses(f"{whole} AND {portion(10, spread.WITH_RECOVERY_ADDRESS)}", said)
    yield "known browsers", _browsers("browser", whole, said)
    yield "known browsers", _browsers("other", f"{whole} AND {portion(11, spread.WITH_SECOND_BROWSER)}", said)
    yield "alerts", _alerts(f"{whole} AND {portion(4, spread.BLOCKED)}", said)


def _phones(what: str, source: str, said: Speech) -> int:
    """A phone each, with its account. A few are stopped, or gone and their account ended."""
    key = SigningKey.generate().public_jwk
    state = (
        f"CASE WHEN {portion(6, 10)} THEN 'suspended' WHEN {portion(6, 40)} THEN 'removed' ELSE 'active' END"
    )
    added = insert(
        Phone,
        {
            "id": said.uuid(what),
            "device_key": said.written(key, is_json=True),
            "thumbprint": f"substr({said.digest(said.text(f'{what} key'))}, 1, 43)",
            "label": "'Phone'",
            "platform": one_of(7, spread.PLATFORMS),
            "state": state,
            "token_digest": said.digest(said.text(f"{what} token")),
            "created_at": said.ago(below(2, 400 * DAY)),
            "last_seen_at": said.ago(below(8, 30 * DAY)),
        },
        source=source,
        said=said,
    )
    insert(
        PhoneAccount,
        {
            "id": said.uuid(f"{what} account"),
            "user_id": "id",
            "phone_id": said.uuid(what),
            "name": "'My phone'",
            "confirmed": "true",
            "state": f"CASE WHEN {portion(6, 40)} AND NOT {portion(6, 10)} THEN 'ended' ELSE 'active' END",
            "phone_sign_in": portion(9, 930),
            "unlock_mode": one_of(10, ("platform", "platform", "platform", "pin", "hardware", "")),
            "unlock_public_key": said.written(jwk_to_text(key)),
            "created_at": said.ago(below(2, 400 * DAY)),
            "last_used_at": said.ago(below(8, 30 * DAY)),
            "last_used_place": one_of(11, spread.PLACES),
        },
        source=source,
        said=said,
    )
    return added


def _passkeys(source: str, said: Speech) -> int:
    """One each, and a second for some; the handle that their authenticators know."""
    insert(
        PasskeyOwner,
        {"user_id": "id", "handle": f"substr({said.digest(said.text('handle'))}, 1, 43)"},
        source=source,
        said=said,
    )

    def of(what: str, which: str) -> int:
        values = {
            "user_id": "id",
            "name": "'Passkey'",
            "confirmed": "true",
            "credential_id": said.digest(said.text(what)),
            "public_key": "'none'",
            "aaguid": one_of(8, MODELS),
            "is_synced": portion(9, 700),
            "is_discoverable": "true",
            "user_verified": "true",
            "made_in": one_of(10, spread.BROWSERS),
            "created_at": said.ago(below(2, 300 * DAY)),
            "last_used_at": said.ago(below(8, 30 * DAY)),
        }
        return insert(Passkey, values, source=which, said=said)

    return of("passkey", source) + of("second passkey", f"{source} AND {portion(7, 250)}")


def _apps(source: str, said: Speech) -> int:
    secret = AuthenticatorApp.new_secret()
    values = {
        "user_id": "id",
        "name": "'Authenticator'",
        "confirmed": "true",
        "secret_encrypted": said.written(secret),
        "created_at": said.ago(below(2, 400 * DAY)),
        "last_used_at": said.ago(below(8, 60 * DAY)),
    }
    return insert(AuthenticatorApp, values, source=source, said=said)


def _papers(source: str, said: Speech) -> int:
    """Ten codes each, which nobody knows."""
    paper = {"user_id": "id", "name": "''", "confirmed": "true", "kept_at": said.ago(below(2, 200 * DAY))}
    insert(RecoveryCodes, paper, source=source, said=said)
    kept, each = RecoveryCodes._meta.db_table, said.series(1, CODES_ON_PAPER, called="code")
    theirs = f"(SELECT n, id FROM {source}) AS theirs"  # noqa: S608  our own words alone
    joined = f"{theirs} JOIN {kept} ON {kept}.user_id = theirs.id CROSS JOIN {each}"
    number = "theirs.n || ' ' || made.code"
    values = {"codes_id": f"{kept}.id", "digest": said.digest(said.text("code", number))}
    return insert(RecoveryCode, values, source=joined, said=said)


def _generators(source: str, said: Speech) -> int:
    values = {
        "user_id": "id",
        "tenant_id": "tenant_id",
        "name": f"'HS{said.seed}' || n",
        "confirmed": "true",
        "secret_encrypted": said.written(CodeGenerator.encrypted(b"nobody knows this one")),
        "created_at": said.ago(below(2, 400 * DAY)),
    }
    return insert(CodeGenerator, values, source=source, said=said)


def _addresses(source: str, said: Speech) -> int:
    values = {
        "user_id": "id",
        "address": f"'home' || n || '@{said.seed}.example'",
        "confirmed_at": said.ago(below(2, 400 * DAY)),
    }
    return insert(RecoveryAddress, values, source=source, said=said)


def _browsers(what: str, source: str, said: Speech) -> int:
    values = {
        "user_id": "id",
        "browser_digest": said.digest(said.text(what)),
        "last_method": one_of(3, ("phone", "phone", "password", "passkey")),
        "methods_passed": said.written(["password"], is_json=True),
        "label": one_of(10, spread.BROWSERS),
        "last_place": one_of(11, spread.PLACES),
        "first_used_at": said.ago(f"{below(2, 300 * DAY)} + {40 * DAY}"),
        "last_used_at": said.ago(below(8, 30 * DAY)),
    }
    return insert(KnownBrowser, values, source=source, said=said)


def _alerts(source: str, said: Speech) -> int:
    """Whoever is blocked has said that a sign-in was not theirs; half of it is dealt with."""
    values = {
        "id": said.uuid("alert"),
        "tenant_id": "tenant_id",
        "user_id": "id",
        "kind": "'not_me'",
        "about": said.digest(said.text("alert")),
        "raised_at": said.ago(below(4, 20 * DAY)),
        "settled_at": f"CASE WHEN {portion(2, 500)} THEN {said.ago(below(4, DAY))} END",
    }
    return insert(Alert, values, source=source, said=said)
