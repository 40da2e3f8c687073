"""/.well-known/security.txt: whom to tell of a weakness of this installation (RFC 9116); by setting."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import clock

ADDRESS = "/.well-known/security.txt"
# What is served is what is set: it grows old only in the hands of whoever keeps a copy.
GOOD_FOR = timedelta(days=30)
CONTACT_SCHEMES = ("mailto:", "https:", "tel:")


@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Says whom to tell; absent where SECURITY_CONTACT is not set."""
    if not settings.SECURITY_CONTACT:
        raise Http404("SECURITY_CONTACT is not set")
    until = (clock.now() + GOOD_FOR).replace(microsecond=0)
    policy = settings.SECURITY_POLICY_URL
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {until.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(language for language, _ in settings.LANGUAGES)}",
        f"Canonical: {settings.PUBLIC_URL}{ADDRESS}",
        *([f"Policy: {policy}"] if policy else []),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
