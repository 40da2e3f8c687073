"""What bodies may hold: every member named, typed and bounded, every other refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from devices.api.messages.fields import Strict, Text, Texts, Version
from devices.api.messages.reading import reader_of
from devices.phones.living.marker import PLACES
from devices.signatures.hardware.attestation import LONGEST_CERTIFICATE, MOST_CERTIFICATES
from devices.signatures.jws.kinds import LONGEST_LABEL, MOST_VERSIONS, NOT_BLANK

LONGEST_CODE = 128
LONGEST_JWS = 4096
LONGEST_FIELD = 4096
MOST_CAPABILITIES = 32
JWS = r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\Z"
BASE64URL = r"^[A-Za-z0-9_-]+\Z"


def jws() -> Text:
    return Text(JWS, max_length=LONGEST_JWS, trim_whitespace=False, help_text="Compact JWS, ES256.")


def base64url(longest: int = LONGEST_FIELD) -> Text:
    return Text(BASE64URL, max_length=longest, trim_whitespace=False, help_text="Base64url without padding.")


class PublicJwk(Strict):
    """A P-256 public key (RFC 7517)."""

    kty = serializers.ChoiceField(choices=["EC"])
    crv = serializers.ChoiceField(choices=["P-256"])
    x = base64url(43)
    y = base64url(43)


class RegistrationResponse(serializers.Serializer[Any]):
    clientDataJSON = base64url()  # noqa: N815  WebAuthn's names
    attestationObject = base64url()  # noqa: N815
    transports = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=10,
        required=False,
        help_text="How it can be reached: a hint, which nobody signed.",
    )


class AssertionResponse(serializers.Serializer[Any]):
    clientDataJSON = base64url()  # noqa: N815  WebAuthn's names
    authenticatorData = base64url()  # noqa: N815
    signature = base64url()


class Registration(serializers.Serializer[Any]):
    """RegistrationResponseJSON (WebAuthn). Browsers add members that nobody signed: they are dropped, not refused."""

    id = base64url()
    rawId = base64url()  # noqa: N815  WebAuthn's names
    type = serializers.ChoiceField(choices=["public-key"])
    response = RegistrationResponse()
    clientExtensionResults = serializers.DictField(  # noqa: N815
        required=False, help_text="Of it `credProps.rk` alone is read: whether it can be a passkey too."
    )


class Assertion(serializers.Serializer[Any]):
    """AuthenticationResponseJSON (WebAuthn). Members that nobody signed are dropped."""

    id = base64url()
    rawId = base64url()  # noqa: N815  WebAuthn's names
    type = serializers.ChoiceField(choices=["public-key"])
    response = AssertionResponse()


class NewPin(Strict):
    """A new PIN key, and its proof `unlock+jwt`."""

    mode = serializers.ChoiceField(choices=["pin"])
    jwk = PublicJwk()
    proof = jws()


class NewHardwareKey(Strict):
    """A new key that the phone's platform keeps, its proof `unlock+jwt`, and what its hardware says of it."""

    mode = serializers.ChoiceField(choices=["hardware"])
    jwk = PublicJwk()
    proof = jws()
    attestation = Texts(
        child=base64url(LONGEST_CERTIFICATE),
        max_length=MOST_CERTIFICATES,
        allow_null=True,
        help_text="Android key attestation: certificates in DER, the key's own first; null where there is none.",
    )


class NewPlatformLock(Strict):
    """A new credential of the phone's own lock."""

    mode = serializers.ChoiceField(choices=["platform"])
    credential = Registration()


class PinProof(Strict):
    """The person unlocked with the app's PIN: `unlock+jwt`."""

    mode = serializers.ChoiceField(choices=["pin"])
    proof = jws()


class HardwareProof(Strict):
    """The person unlocked the phone, which then released its key: `unlock+jwt`."""

    mode = serializers.ChoiceField(choices=["hardware"])
    proof = jws()


class PlatformProof(Strict):
    """The person unlocked with the phone's own lock."""

    mode = serializers.ChoiceField(choices=["platform"])
    assertion = Assertion()


class ByMode(serializers.Field[Any, Any, Any, Any]):
    """One of two objects, told apart by their `mode`."""

    kinds: Mapping[str, type[Strict]]

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Read it by the kind it names."""
        mode = data.get("mode") if isinstance(data, dict) else None
        if not isinstance(mode, str) or mode not in self.kinds:
            raise serializers.ValidationError("no known mode", code="mode")
        return dict(reader_of(self.kinds[mode]).run_validation(data))


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="NewUnlock",
        serializers={"hardware": NewHardwareKey, "pin": NewPin, "platform": NewPlatformLock},
        resource_type_field_name="mode",
    )
)
class NewUnlockField(ByMode):
    kinds = {"hardware": NewHardwareKey, "pin": NewPin, "platform": NewPlatformLock}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="UnlockProof",
        serializers={"hardware": HardwareProof, "pin": PinProof, "platform": PlatformProof},
        resource_type_field_name="mode",
    )
)
class UnlockProofField(ByMode):
    kinds = {"hardware": HardwareProof, "pin": PinProof, "platform": PlatformProof}


class ClaimBody(Strict):
    """The code of the browser's page, from its QR code or link, or as it was typed; and what the phone calls itself."""

    code = Text(r"\S", max_length=LONGEST_CODE)
    label = Text(  # type: ignore[assignment]  # the member is called so
        NOT_BLANK,
        max_length=LONGEST_LABEL,
        trim_whitespace=False,
        required=False,
        help_text="Shown beside the code.",
    )
    replaces = serializers.ChoiceField(
        choices=["unlock"],
        required=False,
        help_text="The account may be on this phone already, which lost what unlocks it.",
    )


class CompleteBody(Strict):
    """The phone's answer to the enrolment challenge, and the lock it made."""

    enrolment = jws()
    unlock = NewUnlockField(allow_null=True)


class DecisionBody(Strict):
    """`approval+jwt` or `denial+jwt`, and for an approval that needs it the proof of the unlock."""

    decision = jws()
    unlock = UnlockProofField(allow_null=True)


class CapabilitiesBody(Strict):
    """What an app can show beyond what all do, and how old it is."""

    capabilities = Texts(
        child=Text(r"^[a-z][a-z_]{0,31}\Z", trim_whitespace=False),
        max_length=MOST_CAPABILITIES,
        help_text="`act`, `ciba`, `details`; what this server does not know is left out.",
    )
    app_version = Version(min_value=1, max_value=MOST_VERSIONS - 1)


class MarkerBody(Strict):
    """Where the web app has its storage."""

    place = serializers.ChoiceField(choices=PLACES)


class ReportBody(Strict):
    """`report+jwt`."""

    report = jws()


class SetupBody(Strict):
    """`unlock-setup+jwt`, the lock it announces, and where the account has one already the proof of that one."""

    setup = jws()
    unlock = NewUnlockField()
    proof = UnlockProofField(required=False)


class NewKey(Strict):
    """A new key, and its `renewal-proof+jwt`."""

    jwk = PublicJwk()
    proof = jws()


class NewPinKey(NewKey):
    """A new PIN key, and the `renewal-proof+jwt` of the one that it replaces."""

    old = jws()


class RenewalBody(Strict):
    """`renewal+jwt` by the device key, and of each key that is replaced the new one with its proofs."""

    renewal = jws()
    device = NewKey(allow_null=True)
    pin = NewPinKey(allow_null=True)


class MoveBody(Strict):
    """`move+jwt`, and the proof of the unlock that it announces."""

    move = jws()
    unlock = UnlockProofField()


class CodesBody(Strict):
    """`codes-key+jwt`."""

    key = jws()
