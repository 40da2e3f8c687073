"""Why a signed message was refused."""


class SignatureRejected(Exception):
    """A message that must not be acted on.

    `reason` is short and stable: it goes to logs, tests and the audit record. `code` is what the device API
    answers.
    """

    code = "bad_signature"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MessageMalformed(SignatureRejected):
    """The bytes are not a message of the expected kind: refused before any key was touched."""

    code = "malformed"
