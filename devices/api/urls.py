"""Every address of the device API, below /device-api/v1/."""

from django.urls import path, re_path

from devices.api.accounts import Account, Codes, PhoneName, PhoneSignIn, Unlock, UnlockOptions
from devices.api.calls import Nothing
from devices.api.enrolments import Claim, Complete
from devices.api.keys import TenantKeys
from devices.api.moves import ClaimedMove, ClaimMove, ConfirmMove, OwnMove
from devices.api.notices import NoticeLink, Notices, NoticeSeen
from devices.api.phone import Capabilities, Marker, NextKeys, NextToken, ThisPhone
from devices.api.push import Push, PushTest
from devices.api.requests import Decision, OneRequest, Opening, Report, Requests, Seen
from devices.api.schema import openapi

app_name = "device_api"
urlpatterns = [
    # First what every sign-in asks for: an address is looked for from the top.
    path("requests/", Requests.as_view(), name="requests"),
    path("requests/open/", Opening.as_view(), name="opening"),
    path("requests/<uuid:request_id>/", OneRequest.as_view(), name="request"),
    path("requests/<uuid:request_id>/seen/", Seen.as_view(), name="seen"),
    path("requests/<uuid:request_id>/decision/", Decision.as_view(), name="decision"),
    path("requests/<uuid:request_id>/report/", Report.as_view(), name="report"),
    path("enrolments/claim/", Claim.as_view(), name="claim"),
    path("enrolments/<uuid:enrolment_id>/complete/", Complete.as_view(), name="complete"),
    path("phone/", ThisPhone.as_view(), name="phone"),
    path("phone/capabilities/", Capabilities.as_view(), name="capabilities"),
    path("phone/keys/", NextKeys.as_view(), name="keys_of_phone"),
    path("phone/marker/", Marker.as_view(), name="marker"),
    path("phone/notices/", Notices.as_view(), name="notices"),
    path("phone/notices/seen/", NoticeSeen.as_view(), name="notice_seen"),
    path("phone/notices/not-me/", NoticeLink.as_view(), name="notice_link"),
    path("phone/token/", NextToken.as_view(), name="token"),
    path("phone/move/", OwnMove.as_view(), name="move"),
    path("phone/move/accounts/<uuid:account_id>/", ConfirmMove.as_view(), name="confirm_move"),
    path("moves/claim/", ClaimMove.as_view(), name="claim_move"),
    path("moves/<uuid:move_id>/", ClaimedMove.as_view(), name="claimed_move"),
    path("phone/push/", Push.as_view(), name="push"),
    path("phone/push/test/", PushTest.as_view(), name="push_test"),
    path("accounts/<uuid:account_id>/", Account.as_view(), name="account"),
    path("accounts/<uuid:account_id>/unlock/options/", UnlockOptions.as_view(), name="unlock_options"),
    path("accounts/<uuid:account_id>/unlock/", Unlock.as_view(), name="unlock"),
    path("accounts/<uuid:account_id>/phone-sign-in/", PhoneSignIn.as_view(), name="phone_sign_in"),
    path("accounts/<uuid:account_id>/phone-name/", PhoneName.as_view(), name="phone_name"),
    path("accounts/<uuid:account_id>/codes/", Codes.as_view(), name="codes"),
    path("tenants/<uuid:tenant_id>/jwks/", TenantKeys.as_view(), name="jwks"),
    path("openapi.json", openapi, name="openapi"),
    re_path("", Nothing.as_view(), name="nothing"),
]
