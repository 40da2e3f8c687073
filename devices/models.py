"""Every table of this app, gathered so that Django finds them."""

from devices.addresses.models import PhoneAddress
from devices.approvals.evidence.models import ApprovalEvidence
from devices.approvals.models import ApprovalRequest, Challenge
from devices.call_checks.models import CallCheck
from devices.challenge_keys.models import ChallengeKey
from devices.code_generators.models import CodeGenerator, UnclaimedGenerator
from devices.enrolment.models import Enrolment
from devices.four_eyes.models import AskedAct, ChosenActs, SecondLook
from devices.moving.models import Move, MovedAccount
from devices.otp.models import AuthenticatorApp
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.roots.models import AttestationRoot
from devices.phones.models import FormerKey, Phone, PhoneAccount, SpentDeviceToken
from devices.push.keys.models import PushKey

__all__ = [
    "ApprovalEvidence",
    "ApprovalRequest",
    "AskedAct",
    "AttestationRoot",
    "AuthenticatorApp",
    "CallCheck",
    "Challenge",
    "ChallengeKey",
    "ChosenActs",
    "CodeGenerator",
    "Enrolment",
    "FormerKey",
    "Move",
    "MovedAccount",
    "Passkey",
    "PasskeyOwner",
    "Phone",
    "PhoneAccount",
    "PhoneAddress",
    "PushKey",
    "SecondLook",
    "SpentDeviceToken",
    "UnclaimedGenerator",
]
