"""The proof that came with a call to one of our addresses; and what is said of one that is none (RFC 9449, section 5).

The address is ours by PUBLIC_URL, whatever the request says of itself (T25).
"""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error
from django.http import HttpRequest, HttpResponse

from accounts.incidents import tell_refused
from accounts.tenants.models import Tenant
from accounts.throttle.counting import count
from accounts.users.strangers import networks_of
from devices.callers import nonces
from idp.oidc.applications.models import Application
from idp.oidc.binding.proofs import NonceIsMissing, thumbprint_of
from idp.oidc.issuer import address_of
from idp.oidc.signed.keys import STRONG_ALGORITHMS
from idp.oidc.signed.messages import NotBelieved

# The proof as META names it: Django's `headers` are all built to find one.
PROOF, NONCE_HEADER = "HTTP_DPOP", "DPoP-Nonce"
SCHEME = "DPoP"
# From one network. A single page of many people in an office renews its tokens every five minutes.
OF_ANYBODY_A_MINUTE = 600
CHALLENGE = f'{SCHEME} algs="{" ".join(STRONG_ALGORITHMS)}"'


class InvalidProof(OAuth2Error):
    """RFC 9449, section 5."""

    error = "invalid_dpop_proof"


class UseNonce(OAuth2Error):
    """Its section 8: the nonce to use is in the header of the answer."""

    error = "use_dpop_nonce"


def key_shown(request: HttpRequest, tenant: Tenant, name: str, *, access_token: str = "") -> str:
    """Return which key the caller of our address `name` shows that they hold, "" where they show none.

    Raises InvalidProof and UseNonce.
    """
    proof = request.META.get(PROOF)
    if proof is None:
        return ""
    try:
        return thumbprint_of(
            proof,
            expected_method=str(request.method),
            expected_url=address_of(tenant, name),
            access_token=access_token,
        )
    except NonceIsMissing as lacking:
        raise UseNonce(description=lacking.reason) from lacking
    except NotBelieved as refused:
        tell_refused("refused proof", address_of(tenant, name), refused.reason)
        raise InvalidProof(description=refused.reason) from refused


def count_proof(request: HttpRequest, application: Application) -> None:
    """Count a proof of an application that anybody may say to be: each is a row for a while. Raises TooManyTries."""
    if application.is_public and PROOF in request.META:
        count(*networks_of(request, "proofs of anybody", a_minute=OF_ANYBODY_A_MINUTE))


def require_key(application: Application, key: str) -> None:
    """Raises InvalidProof where the application has to show a key and showed none."""
    if application.requires_dpop and not key:
        raise InvalidProof(description="this application shows a key at each call: DPoP is missing")


def give_nonce(request: HttpRequest, response: HttpResponse) -> None:
    """Hand out the nonce for the next proof, to whoever sends any."""
    if PROOF in request.META:
        response[NONCE_HEADER] = nonces.current()
