"""A script of an organisation, which calls the management API by a token of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client

from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.scopes import BY_KEY
from accounts.api_tokens.services import make
from accounts.tenants.models import Tenant
from accounts.users.models import User

BASE = "/management-api/v1/"


@dataclass
class Script:
    """`answer` is the last one it got."""

    token: ApiToken
    secret: str
    client: Client = field(default_factory=Client)
    answer: Any = None

    def call(self, method: str, path: str, body: Any = None, **asked: Any) -> Any:
        """Returns what the answer holds, None for nothing."""
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.secret}"}}
        if body is not None:
            sent |= {"data": json.dumps(body), "content_type": "application/json"}
        self.answer = self.client.generic(method, f"{BASE}{path}", query_params=asked, **sent)
        return self.answer.json() if self.answer.content else None

    def get(self, path: str, **asked: Any) -> Any:
        return self.call("GET", path, **asked)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Any:
        return self.call("DELETE", path)

    @property
    def status(self) -> int:
        status: int = self.answer.status_code
        return status


def make_script(
    tenant: Tenant, maker: User, *, scopes: Iterable[str] = tuple(BY_KEY), name: str = "Personnel system"
) -> Script:
    """One that may do whatever is said, for a week."""
    return Script(*make(tenant, name, scopes=scopes, life=timedelta(days=7), actor=maker))
