"""A new SECRET_KEY takes over from an earlier one: everything is readable before, during and after (H03)."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from cryptography.fernet import InvalidToken
from django.core.management import call_command
from pytest_django import Settings

from accounts.api_tokens.calling import token_shown
from accounts.api_tokens.refusals import UnusableToken
from accounts.audit.chain.verifying import verify_chain
from accounts.encryption import encrypt
from accounts.lasting import services as lasting
from accounts.lasting.models import LastingKey
from accounts.mail import delivering
from accounts.secrets import derived_key, digest_by, keyed_digests, salt_of
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import end_sessions
from accounts.ways.access_pass import services as passes
from accounts.ways.access_pass.models import Standing
from accounts.ways.recovery_codes.models import RecoveryCodes
from devices.approvals.evidence.verifying import what_is_wrong
from devices.otp.models import AuthenticatorApp
from idp.oidc.grants.giving import CodeFor, find_refresh_token, give_code, give_refresh_token
from idp.oidc.grants.models import Grant
from idp.oidc.grants.standing import standing_of
from idp.rotation import columns
from idp.rotation.columns import encrypt_anew
from idp.rotation.services import left, move
from idp.rotation.table import ENCRYPTED
from tests.support.asking import ask
from tests.support.at_rest import read_encrypted, somebody_with_everything
from tests.support.authenticators import authenticator_of
from tests.support.kept_log import seal_all
from tests.support.passes import make_admin, make_pass, use_passes
from tests.support.people import allow
from tests.support.phones import SigningPhone
from tests.support.recovery import paper_of
from tests.support.relying import make_application
from tests.support.scripts import make_script
from tests.support.sessions import PASSWORD_PROOF, proof_of, signed_in

OLD, NEW = "the key before", "the key that comes"
PAGE = "/security-info/"

pytestmark = pytest.mark.both_databases


@pytest.fixture
def replace_key(settings: Settings) -> Callable[[], None]:
    """Begins with the old key; called, the new one is there, and the old one still counts."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []

    def replace() -> None:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
        lasting.forget()

    return replace


@pytest.fixture
def forget_old_key(settings: Settings) -> Callable[[], None]:
    def forget() -> None:
        settings.SECRET_KEY_FALLBACKS = []
        lasting.forget()

    return forget


def command(**options: object) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("rotate_secrets", stdout=said, stderr=said, **options)
    except SystemExit as ended:
        return int(str(ended.code)), said.getvalue()
    return 0, said.getvalue()


def read_as(before: dict[str, list[str]]) -> dict[str, list[str]]:
    """What was there before; the keys that were kept meanwhile come after it."""
    return {name: values[: len(before[name])] for name, values in read_encrypted().items()}


@pytest.mark.django_db
def test_h03_everything_is_readable_before_during_and_after(
    replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:  # H03, I10
    somebody_with_everything()
    before = read_encrypted()
    assert all(values for values in before.values())

    replace_key()
    assert read_encrypted() == before
    move()
    assert read_as(before) == before
    forget_old_key()

    assert read_as(before) == before


@pytest.mark.django_db
def test_what_was_not_moved_goes_with_the_old_key_and_is_told_before(
    replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:
    somebody_with_everything()
    replace_key()

    ended, said = command(check=True)

    assert ended == 1
    assert "Keep SECRET_KEY_FALLBACKS" in said
    assert left().encrypted == sum(map(len, read_encrypted().values()))
    forget_old_key()
    with pytest.raises(InvalidToken):
        read_encrypted()


@pytest.mark.django_db
def test_what_was_begun_goes_on_and_what_was_done_is_not_done_again(
    replace_key: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody_with_everything()
    replace_key()
    monkeypatch.setattr(columns, "AT_ONCE", 1)
    encrypt_anew(ENCRYPTED[2])  # as if it had been ended after some

    first, again = move(), move()

    done = first.encrypted[ENCRYPTED[2].model._meta.label]
    assert (done.moved, done.stood) == (0, 1)
    assert all(one.moved == 0 for one in again.encrypted.values())
    assert sum(one.stood for one in again.encrypted.values()) == sum(map(len, read_encrypted().values()))
    assert not left()


@pytest.mark.django_db
def test_it_says_when_the_old_key_may_be_taken_out(replace_key: Callable[[], None]) -> None:  # H03
    somebody_with_everything()
    replace_key()

    ended, said = command()

    assert ended == 0
    assert "SECRET_KEY_FALLBACKS may be taken out from" in said


def test_a_value_that_no_key_reads_is_told_and_left_as_it_is(
    nordljus: Tenant, replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:
    allow(nordljus, "authenticator_code")
    app = authenticator_of(make_admin(nordljus))[1]
    replace_key()
    forget_old_key()

    ended, said = command()

    assert ended == 1
    assert "No key reads 1 values" in said
    assert AuthenticatorApp.objects.get(pk=app.pk).secret_encrypted == app.secret_encrypted


def test_a_letter_on_its_way_holds_the_old_key_back(ann: User, replace_key: Callable[[], None]) -> None:
    sealed = encrypt("{}", purpose=delivering.PURPOSE)
    delivering.deliver.enqueue("any", sealed)
    replace_key()
    move()

    assert (left().letters, left().encrypted) == (1, 0)


def test_codes_on_paper_passes_and_tokens_outlast_the_key(
    nordljus: Tenant, ann: User, replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:  # H03
    use_passes(nordljus)
    allow(nordljus, "recovery_code")
    admin = make_admin(nordljus)
    paper, secret, script = paper_of(ann), make_pass(ann, actor=admin), make_script(nordljus, admin)
    replace_key()
    move()

    forget_old_key()

    codes = RecoveryCodes.objects.get(user=ann)
    assert [codes.verify_token(paper[0]), codes.verify_token(paper[0])] == [True, False]
    assert passes.take(ann, secret).standing is Standing.VALID
    assert token_shown(script.secret, address="192.0.2.1") == script.token


def test_without_the_command_they_go_with_the_key(
    nordljus: Tenant, ann: User, replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:
    allow(nordljus, "recovery_code")
    paper, script = paper_of(ann), make_script(nordljus, make_admin(nordljus))
    replace_key()

    forget_old_key()

    assert not RecoveryCodes.objects.get(user=ann).verify_token(paper[0])
    with pytest.raises(UnusableToken):
        token_shown(script.secret, address="192.0.2.1")


def test_the_log_and_what_phones_signed_hold_without_the_key(
    ann: User, phone: SigningPhone, replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:  # E13
    phone.says_yes(ask(ann))
    seal_all()
    replace_key()
    move()

    forget_old_key()

    assert verify_chain().holds
    assert list(what_is_wrong()) == []


def test_a_kept_key_finds_digests_of_its_own_purpose_alone(
    db: None, replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:  # I10
    made = keyed_digests("text", purpose="tests")[0]
    replace_key()
    lasting.keep(salt_of("tests"))
    forget_old_key()

    assert made in lasting.lasting_digests("text", purpose="tests")
    assert made not in lasting.lasting_digests("text", purpose="other tests")
    assert made == digest_by(derived_key(salt_of("tests"), OLD), "text")
    [row] = LastingKey.objects.all()
    assert OLD not in row.key_encrypted + row.derived_from


def test_sessions_and_what_applications_were_given_go_on(
    ann: User, replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:  # H03
    browser = signed_in(ann, PASSWORD_PROOF)
    application = make_application(ann.tenant).application
    asked = CodeFor(scopes=("openid", "offline_access"), redirect_uri="", code_challenge="")
    sid = ann.sessions.get().sid
    give_code(application, ann, proof_of(browser), sid=sid, asked=asked)
    token = give_refresh_token(Grant.objects.get())
    replace_key()
    assert browser.get(PAGE).status_code == 200

    moved = move()
    forget_old_key()

    assert (moved.sessions, moved.grants) == (1, 1)
    assert browser.get(PAGE).status_code == 200
    found = find_refresh_token(application, token)
    assert found is not None
    assert standing_of(found.grant).is_good


def test_what_had_ended_is_not_brought_back(
    ann: User, replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:  # T08
    browser = signed_in(ann, PASSWORD_PROOF)
    end_sessions(ann, actor=None, why="tests")
    replace_key()

    moved = move()
    forget_old_key()

    assert moved.sessions == 0
    assert browser.get(PAGE).status_code == 302


def test_each_encrypted_column_is_moved_where_it_stands_alone(
    ann: User, replace_key: Callable[[], None], forget_old_key: Callable[[], None]
) -> None:
    """A value that was written anew meanwhile is not overwritten by what was read before."""
    allow(ann.tenant, "authenticator_code")
    app = authenticator_of(ann)[1]
    replace_key()
    stale = AuthenticatorApp.objects.get(pk=app.pk).secret_encrypted
    newer = AuthenticatorApp.new_secret()
    AuthenticatorApp.objects.filter(pk=app.pk).update(secret_encrypted=newer)

    what = next(one for one in ENCRYPTED if one.model is AuthenticatorApp)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(columns, "_values", lambda _what: iter([(app.pk, "secret_encrypted", stale)]))
        encrypt_anew(what)

    assert AuthenticatorApp.objects.get(pk=app.pk).secret_encrypted == newer
