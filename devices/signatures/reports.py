"""The phone's word that a request was not its person's."""

from collections.abc import Mapping

from devices.signatures.answers import ExpectedAnswer, read_answer
from devices.signatures.jws.kinds import REPORT


def verify_report(*, report: object, public_key: Mapping[str, str], expected: ExpectedAnswer) -> None:
    """Verify a report (compact JWS, `report+jwt`) by the device key: no other message passes for one (T11).

    Raises SignatureRejected.
    """
    read_answer(text=report, kind=REPORT, public_key=public_key, expected=expected)
