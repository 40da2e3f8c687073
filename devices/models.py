"""Every table of this app, gathered so that Django finds them."""

from devices.approvals.models import ApprovalRequest, Challenge
from devices.challenge_keys.models import ChallengeKey
from devices.code_generators.models import CodeGenerator
from devices.enrolment.models import Enrolment
from devices.otp.models import AuthenticatorApp
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.phones.models import Phone, PhoneAccount, SpentDeviceToken

__all__ = [
    "ApprovalRequest",
    "AuthenticatorApp",
    "Challenge",
    "ChallengeKey",
    "CodeGenerator",
    "Enrolment",
    "Passkey",
    "PasskeyOwner",
    "Phone",
    "PhoneAccount",
    "SpentDeviceToken",
]
