"""What no organisation can have (E04)."""

import pytest

from accounts.domains.everybodys import EverybodysDomain, refuse_everybodys
from accounts.tenants.domains import new_domain


@pytest.mark.parametrize(
    "name", ["gmail.com", "outlook.com", "hotmail.se", "co.uk", "github.io", "公司.cn", "xn--55qx5d.cn"]
)
def test_what_is_everybodys_is_refused(name: str) -> None:
    with pytest.raises(EverybodysDomain) as refused:
        refuse_everybodys(new_domain(name))

    assert name.removeprefix("xn--55qx5d") in str(refused.value.public_text)


@pytest.mark.parametrize(
    "name", ["nordljus.se", "shop.co.uk", "me.github.io", "räksmörgås.se", "corp.internal", "dc.corp.local"]
)
def test_what_somebody_registers_is_taken(name: str) -> None:
    refuse_everybodys(new_domain(name))
