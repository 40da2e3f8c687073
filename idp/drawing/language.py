"""In which language a page is drawn."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import activate, get_language, get_language_from_request


class LanguageMiddleware(MiddlewareMixin):
    """As Django's own, but that it does not look for a language in the address: none has one."""

    def process_request(self, request: HttpRequest) -> None:
        """What the browser chose, or else asks for."""
        request.LANGUAGE_CODE = get_language_from_request(request)
        activate(request.LANGUAGE_CODE)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which it is, and what it hangs on."""
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", get_language())
        return response
