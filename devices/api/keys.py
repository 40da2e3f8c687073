"""The public keys a tenant signs its challenges with."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.refusals import NotYours
from accounts.tenants.models import Tenant
from devices.api.calls import DeviceCall
from devices.api.messages import responses
from devices.challenge_keys.services import published_keys


class TenantKeys(DeviceCall):
    @extend_schema(operation_id="read_tenant_keys", request=None, responses={200: responses.Keys})
    def get(self, request: Request, tenant_id: uuid.UUID) -> Response:
        """Public: a phone that adds its first account here has no token yet."""
        tenant = Tenant.objects.filter(pk=tenant_id, is_active=True).first()
        if tenant is None:
            raise NotYours(f"no tenant {tenant_id}")
        return Response(published_keys(tenant))
