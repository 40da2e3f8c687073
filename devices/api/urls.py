"""Every address of the device API, below /device-api/v1/."""

from django.urls import path, re_path

from devices.api.accounts import Account, PhoneSignIn, Unlock, UnlockOptions
from devices.api.calls import Nothing
from devices.api.enrolments import Claim, Complete
from devices.api.keys import TenantKeys
from devices.api.phone import NextToken, ThisPhone
from devices.api.requests import Decision, OneRequest, Report, Requests, Seen
from devices.api.schema import openapi

app_name = "device_api"
urlpatterns = [
    path("enrolments/claim/", Claim.as_view(), name="claim"),
    path("enrolments/<uuid:enrolment_id>/complete/", Complete.as_view(), name="complete"),
    path("phone/", ThisPhone.as_view(), name="phone"),
    path("phone/token/", NextToken.as_view(), name="token"),
    path("requests/", Requests.as_view(), name="requests"),
    path("requests/<uuid:request_id>/", OneRequest.as_view(), name="request"),
    path("requests/<uuid:request_id>/seen/", Seen.as_view(), name="seen"),
    path("requests/<uuid:request_id>/decision/", Decision.as_view(), name="decision"),
    path("requests/<uuid:request_id>/report/", Report.as_view(), name="report"),
    path("accounts/<uuid:account_id>/", Account.as_view(), name="account"),
    path("accounts/<uuid:account_id>/unlock/options/", UnlockOptions.as_view(), name="unlock_options"),
    path("accounts/<uuid:account_id>/unlock/", Unlock.as_view(), name="unlock"),
    path("accounts/<uuid:account_id>/phone-sign-in/", PhoneSignIn.as_view(), name="phone_sign_in"),
    path("tenants/<uuid:tenant_id>/jwks/", TenantKeys.as_view(), name="jwks"),
    path("openapi.json", openapi, name="openapi"),
    re_path("", Nothing.as_view(), name="nothing"),
]
