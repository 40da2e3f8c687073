"""The keys that sign challenges: encrypted at rest, two published, changed by command."""

import functools
import json

import pytest
from cryptography.fernet import InvalidToken
from pytest_django import Settings

from accounts.audit.models import AuditEvent
from accounts.encryption import decrypt
from accounts.tenants.models import Tenant
from devices.challenge_keys import services
from devices.challenge_keys.models import ChallengeKey
from devices.challenge_keys.services import PURPOSE, issuer_of, published_keys, rotate, signing_key
from devices.signatures.challenges import Binding, UnlockChallenge, read_challenge, sign_challenge
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import UNLOCK_CHALLENGE
from devices.signatures.keys import SigningKey
from tests.support.at_once import crowd
from tests.support.people import make_tenant

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
AT_ONCE = 16


@pytest.fixture(autouse=True)
def _forget() -> None:
    """As a process just started."""
    services._signing.clear()


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant()


def published(tenant: Tenant) -> list[str]:
    return [key["kid"] for key in published_keys(tenant)["keys"]]


def test_the_first_use_makes_the_key_and_later_ones_keep_it(nordljus: Tenant) -> None:
    made = signing_key(nordljus)
    services._signing.clear()

    assert signing_key(nordljus).thumbprint == made.thumbprint
    assert ChallengeKey.objects.count() == 1


def test_at_rest_no_private_part_can_be_read(nordljus: Tenant) -> None:
    private = signing_key(nordljus).private_jwk()["d"]

    row = ChallengeKey.objects.values().get()
    assert private not in str(row)
    assert "d" not in row["public_jwk"]
    assert json.loads(decrypt(row["private_key_encrypted"], purpose=PURPOSE))["d"] == private


def test_under_another_secret_the_key_cannot_be_read(nordljus: Tenant, settings: Settings) -> None:
    signing_key(nordljus)
    services._signing.clear()
    settings.SECRET_KEY = "stolen database, other secret"

    with pytest.raises(InvalidToken):
        signing_key(nordljus)


def test_only_public_members_are_published(nordljus: Tenant) -> None:
    [key] = published_keys(nordljus)["keys"]

    assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert (key["alg"], key["use"], key["kid"]) == ("ES256", "sig", signing_key(nordljus).thumbprint)


def test_changing_the_key_keeps_the_one_before_published(nordljus: Tenant) -> None:
    first = signing_key(nordljus).thumbprint

    rotate(nordljus, actor=None)
    second = signing_key(nordljus).thumbprint
    rotate(nordljus, actor=None)
    third = signing_key(nordljus).thumbprint

    assert len({first, second, third}) == 3
    assert published(nordljus) == [third, second]
    assert ChallengeKey.objects.get(kid=first).retired_at is not None
    assert AuditEvent.objects.filter(tag="tenant:challenge_key:rotated").count() == 2


def test_what_was_signed_before_the_change_is_still_read(nordljus: Tenant) -> None:
    binding = Binding(
        issuer=issuer_of(nordljus.pk),
        audience="phone",
        transaction="t",
        nonce="A" * 43,
        jti="j",
        issued_at=1,
        expires_at=2,
    )
    challenge = UnlockChallenge(binding=binding, account="a", unlock_modes=("pin",))
    signed = sign_challenge(challenge=challenge, key=signing_key(nordljus))
    kid = signing_key(nordljus).thumbprint
    rotate(nordljus, actor=None)

    [key] = [key for key in published_keys(nordljus)["keys"] if key["kid"] == kid]
    public = {name: key[name] for name in ("kty", "crv", "x", "y")}
    read = read_challenge(
        challenge=signed, kind=UNLOCK_CHALLENGE, public_key=public, expected_audience="phone"
    )
    assert read["txn"] == "t"


def test_t09_tenants_share_no_key_and_no_issuer(nordljus: Tenant) -> None:
    sundby = make_tenant("sundby")

    assert set(published(nordljus)).isdisjoint(published(sundby))
    assert issuer_of(nordljus.pk) != issuer_of(sundby.pk)
    rotate(nordljus, actor=None)
    assert len(published(sundby)) == 1


def test_t09_a_challenge_by_another_tenants_key_is_not_believed(nordljus: Tenant) -> None:
    sundby = make_tenant("sundby")
    binding = Binding(
        issuer=issuer_of(nordljus.pk),
        audience="phone",
        transaction="t",
        nonce="A" * 43,
        jti="j",
        issued_at=1,
        expires_at=2,
    )
    signed = sign_challenge(
        challenge=UnlockChallenge(binding=binding, account="a", unlock_modes=("pin",)),
        key=signing_key(sundby),
    )

    with pytest.raises(SignatureRejected):
        read_challenge(
            challenge=signed,
            kind=UNLOCK_CHALLENGE,
            public_key=signing_key(nordljus).public_jwk,
            expected_audience="phone",
        )


@pytest.mark.django_db(transaction=True)
def test_many_first_uses_at_once_make_one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third key would sign challenges that no phone can verify: only two are published."""
    nordljus = make_tenant()
    # Every thread as a process of its own.
    monkeypatch.setattr(services, "REMEMBERED_SECONDS", 0)

    with crowd(AT_ONCE) as threads:
        made = threads.run([functools.partial(signing_key, nordljus)] * AT_ONCE)

    assert {key.thumbprint for key in made if isinstance(key, SigningKey)} == set(published(nordljus))
    assert ChallengeKey.objects.count() == 1
