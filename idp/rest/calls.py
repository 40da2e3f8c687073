"""What all calls share: by which token, how what was sent is read, how a refusal is told, what the log says."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, NoReturn, cast

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.api_tokens.allowed import allow
from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.refusals import ScopeMissing
from accounts.audit.origin import by_means_of
from accounts.policy.changing import PolicyImpossible
from accounts.refusals import NotYours
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act
from idp.rest.authentication import TokenAuthentication
from idp.rest.messages.reading import JsonParser
from idp.rest.refusals import Malformed, PeopleWillNotice

METHODS = ["get", "post", "patch", "delete"]


class Call(APIView):
    """A call by an API token. Whatever it does, the log says by which."""

    authentication_classes = [TokenAuthentication]
    parser_classes = [JsonParser]
    http_method_names = METHODS

    @property
    def token(self) -> ApiToken:
        return cast("ApiToken", self.request.auth)

    @property
    def maker(self) -> User:
        """In whose name it acts."""
        return self.token.made_by

    @property
    def tenant(self) -> Tenant:
        return self.token.tenant

    def allow(self, act: Act, *, on: User | None = None) -> None:
        """Returns when the token may do this, to this person or in its organisation; raises otherwise."""
        allow(self.token, act, on=on)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """What `initial` begins ends with the call."""
        with ExitStack() as self.until_the_end:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.until_the_end.enter_context(by_means_of(script=self.token.name))

    def body(self, kind: type[Serializer[Any]]) -> dict[str, Any]:
        """What was sent, if it is of this kind to the last member."""
        return _read(kind(data=self.request.data))

    def question(self, kind: type[Serializer[Any]]) -> dict[str, Any]:
        """What the address asks for, each thing once, and nothing that this call does not know."""
        asked = self.request.query_params
        twice = {name: ["twice"] for name, values in asked.lists() if len(values) > 1}
        if twice:
            raise Malformed(problems=twice)
        return _read(kind(data=asked.dict()))

    def handle_exception(self, exc: Exception) -> Response:
        """What a problem has beside the standard's members (RFC 9457, section 3.2) says what to do about it."""
        if isinstance(exc, Http404):
            exc = NotYours(str(exc))
        answer = super().handle_exception(exc)
        answer.data |= _more_of(exc)
        return answer

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """A caller who showed nothing is told what to show (RFC 6750, section 3)."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code == 401:
            answer["WWW-Authenticate"] = "Bearer"
        return answer


def _read(sent: Serializer[Any]) -> dict[str, Any]:
    if not sent.is_valid():
        raise Malformed(problems=_texts_of(sent.errors))
    return cast("dict[str, Any]", sent.validated_data)


def _texts_of(errors: Any) -> dict[str, list[str]]:
    """By name what is wrong with it; of a list, whatever is wrong with any of it."""
    found = {}
    for name, told in errors.items():
        several = told.values() if isinstance(told, dict) else [told]
        found[str(name)] = [str(text) for texts in several for text in texts]
    return found


def _more_of(refused: Exception) -> dict[str, Any]:
    if isinstance(refused, ScopeMissing):
        return {"scopes": refused.scopes}
    if isinstance(refused, PeopleWillNotice):
        return {"effect": refused.effect}
    if isinstance(refused, PolicyImpossible):
        return {"problems": {name: [str(text)] for name, text in refused.problems.items()}}
    return {"problems": refused.problems} if isinstance(refused, Malformed) and refused.problems else {}


@extend_schema(exclude=True)
class Nothing(Call):
    """Any other address, whatever the method: whoever asks hears it in the API's own language."""

    authentication_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotYours("no such address")
