"""The people of the portal's tests, here as well."""

from tests.web.idp.portal.conftest import fjordbank, nordljus, operator, sign_in

__all__ = ["fjordbank", "nordljus", "operator", "sign_in"]
