"""Why a caller is refused. The public texts say what to do, never which check failed."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal

_TRY_AGAIN = _(
    "This phone could not show that it is the one you added. Open the app again, then try once more."
)


class CallerRefused(Refusal):
    """The caller did not show who it is."""

    code = "proof_malformed"
    public_text = _TRY_AGAIN
    status = 401


class ProofMissing(CallerRefused):
    code = "proof_missing"


class ProofMalformed(CallerRefused):
    code = "proof_malformed"


class UseServerNonce(CallerRefused):
    """The proof lacks a nonce of ours, or has an old one: the caller tries again with the one in the answer."""

    code = "use_dpop_nonce"


class KeyMismatch(CallerRefused):
    code = "key_mismatch"


class ProofReplayed(CallerRefused):
    code = "proof_replayed"
