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


class MoveCode(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="For the new phone: once, for ten minutes.")
    picture = serializers.ListField(
        child=serializers.CharField(), help_text="The link as a QR code: rows of 1, dark, and 0, light."
    )


class MovingAccount(serializers.Serializer[Any]):
    account = serializers.UUIDField()
    state = serializers.ChoiceField(choices=["waiting", "confirmed", "added", "not_added"])
    challenge = serializers.CharField(help_text="`move-challenge+jwt`")


class MoveFacts(serializers.Serializer[Any]):
    move = serializers.UUIDField()
    state = serializers.ChoiceField(choices=["offered", "claimed"])
    second_claim = serializers.BooleanField(help_text="Another phone has tried the code, too late.")
    accounts = MovingAccount(many=True)


class ClaimedMove(serializers.Serializer[Any]):
    move = serializers.UUIDField()
    phone = serializers.CharField(help_text="The thumbprint of the old phone's device key.")
    salt = serializers.CharField(help_text="For the two words.")
    enrolments = Claimed(many=True, help_text="To be completed; each is listed until it is.")


class AppFacts(serializers.Serializer[Any]):
    app_version = serializers.IntegerField()
    capabilities = serializers.ListField(
        child=serializers.CharField(),
        help_text="What the app said that it can show, of what this server knows.",
    )


class Capabilities(AppFacts):
    minimum_app_version = serializers.IntegerField(help_text="Of this kind of app.")


class PhoneFacts(AppFacts):
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
    mode = serializers.ChoiceField(choices=["", "hardware", "pin", "platform"])
    credential_id = serializers.CharField(allow_blank=True)
    modes = serializers.ListField(
        child=serializers.CharField(), help_text="What the organisation accepts now: platform, pin, hardware."
    )


class CodesFacts(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        choices=["off", "on", "spent"], help_text="`spent`: too many were wrong, none is taken any more."
    )
    allowed = serializers.BooleanField(help_text="New ones can be had.")


class AccountFacts(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    tenant = TenantFacts()
    username = serializers.CharField()
    display_name = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=["active", "suspended", "ended", "testing"])
    phone_name = serializers.CharField(help_text="What the account's person calls this phone.")
    phone_sign_in = PhoneSignInFacts()
    unlock = UnlockFacts()
    app_lock = serializers.BooleanField(
        help_text="The organisation wants the app to open only to whoever unlocks it."
    )
    codes = CodesFacts()


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


class PushFacts(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["webpush", "fcm", "apns"], allow_null=True)
    state = serializers.ChoiceField(
        choices=["none", "untested", "working", "failing", "gone"],
        help_text="`gone`: the push service knows nobody there any more; register anew.",
    )
    since = serializers.DateTimeField(allow_null=True)


class PushAnswer(serializers.Serializer[Any]):
    push = PushFacts()


class PhoneAnswer(serializers.Serializer[Any]):
    phone = PhoneFacts()
    accounts = AccountFacts(many=True)
    minimum_app_version = serializers.IntegerField(help_text="Of this kind of app.")
    push = PushFacts()
    web_push_key = serializers.CharField(
        allow_blank=True,
        help_text="What a browser subscribes with (applicationServerKey); empty where it cannot be woken.",
    )
    jwks = KeysOfIssuers()


class Token(serializers.Serializer[Any]):
    device_token = serializers.CharField(help_text="The present one works until this one is first used.")


class Renewed(serializers.Serializer[Any]):
    device_token = serializers.CharField(
        allow_null=True,
        help_text="For the new device key: its first use makes both the phone's. Null where that key stays.",
    )


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


class Codes(serializers.Serializer[Any]):
    codes = serializers.CharField(help_text="Compact JWE, `codes+jwe`: ECDH-ES, A256GCM.")


class Problem(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable, for programs.")
    detail = serializers.CharField(help_text="For the person, in their language.")
