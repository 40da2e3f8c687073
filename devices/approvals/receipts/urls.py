"""The addresses of receipts: those of one's own below Security info, verifying one for everybody."""

from django.urls import path

from devices.approvals.receipts.pages.approved import approved, receipt
from devices.approvals.receipts.pages.verify import keys, verify

app_name = "receipts"
urlpatterns = [
    path("security-info/approvals/", approved, name="approved"),
    path("security-info/approvals/<uuid:request_id>/receipt/", receipt, name="receipt"),
    path("receipts/", verify, name="verify"),
    path("receipts/keys/<uuid:tenant_id>/", keys, name="keys"),
]
