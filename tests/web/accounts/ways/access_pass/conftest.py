"""An organisation that uses passes."""

import pytest

from accounts.tenants.models import Tenant
from tests.support.passes import use_passes
from tests.support.people import make_tenant


@pytest.fixture
def nordljus(db: None) -> Tenant:
    tenant = make_tenant()
    use_passes(tenant)
    return tenant
