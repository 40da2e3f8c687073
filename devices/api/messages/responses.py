"""What answers hold. For the schema only: tests hold every real answer against it."""

from typing import Any

from rest_framework import serializers

from devices.approvals.stage import ANSWERED_BY, TOLD


class Claimed(serializers.Serializer[Any]):
    enrolment = serializers.UUIDField()
    challenge = serializers.CharField(help_text="`enrolment-challenge+jwt`")
    creation_options = serializers.DictField(
        allow_null=True,
        help_text="PublicKeyCredentialCreationOptionsJSON (WebAuthn), for a phone with its own lock.",
    )


class Completed(serializers.Serializer[Any]):
    phone = serializers.UUIDField()
    account = serializers.UUIDField()
    device_token = serializers.CharField(
        allow_null=True,
        help_text="For a new phone; null to one that has its own already, or has replaced this one.",
    )


class PhoneFacts(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # the member is called so
    platform = serializers.CharField()
    state = serializers.ChoiceField(choices=["active"])


class TenantFacts(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["organisation", "personal"])


class Reason(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField(help_text="For the person, in their language.")


class PhoneSignInFacts(serializers.Serializer[Any]):
    enabled = serializers.BooleanField()
    allowed = serializers.BooleanField(help_text="Nothing stands in the way of enabling it.")
    reasons = Reason(many=True, help_text="What stands in the way, the one to solve first coming first.")


class UnlockFacts(serializers.Serializer[Any]):
    mode = serializers.ChoiceField(choices=["", "pin", "platform"])
    credential_id = serializers.CharField(allow_blank=True)
    modes = serializers.ListField(
        child=serializers.CharField(), help_text="What the organisation accepts now: platform, pin."
    )


class AccountFacts(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    tenant = TenantFacts()
    username = serializers.CharField()
    display_name = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=["active", "suspended", "ended", "testing"])
    phone_sign_in = PhoneSignInFacts()
    unlock = UnlockFacts()


class PublishedKey(serializers.Serializer[Any]):
    kty = serializers.CharField()
    crv = serializers.CharField()
    x = serializers.CharField()
    y = serializers.CharField()
    kid = serializers.CharField()
    alg = serializers.CharField()
    use = serializers.CharField()


class Keys(serializers.Serializer[Any]):
    """JWK set (RFC 7517)."""

    keys = PublishedKey(many=True)


class KeyOfIssuer(PublishedKey):
    iss = serializers.CharField(help_text="Whose challenges this key signs.")


class KeysOfIssuers(serializers.Serializer[Any]):
    keys = KeyOfIssuer(many=True)


class PhoneAnswer(serializers.Serializer[Any]):
    phone = PhoneFacts()
    accounts = AccountFacts(many=True)
    minimum_app_version = serializers.IntegerField()
    jwks = KeysOfIssuers()


class Token(serializers.Serializer[Any]):
    device_token = serializers.CharField(help_text="The present one works until this one is first used.")


class Waiting(serializers.Serializer[Any]):
    handle = serializers.UUIDField()
    challenge = serializers.CharField(help_text="`approval-challenge+jwt`")


class Requests(serializers.Serializer[Any]):
    requests = Waiting(many=True, help_text="At most three.")
    server_time = serializers.IntegerField(help_text="Seconds since 1970: a phone's clock may be wrong.")


class Outcome(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        choices=sorted(TOLD),
        help_text="`approved` also when the browser has finished with it; `revoked`: no longer allowed.",
    )
    answered_by = serializers.ChoiceField(
        choices=ANSWERED_BY,
        allow_null=True,
        help_text="Which phone answered last; null when none did.",
    )


class Decided(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=["approved", "denied"])


class Effect(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField(help_text="For the person, in their language.")


class Reported(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=sorted(TOLD), help_text="As in `read_request`.")
    effects = Effect(many=True, help_text="What the report did, in the order in which to say it.")


class UnlockOptions(serializers.Serializer[Any]):
    challenge = serializers.CharField(help_text="`unlock-challenge+jwt`")
    creation_options = serializers.DictField(allow_null=True)


class Problem(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable, for programs.")
    detail = serializers.CharField(help_text="For the person, in their language.")
