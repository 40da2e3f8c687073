"""Whoever may read the log takes the receipt of what a second person agreed to (G09, E22)."""

from __future__ import annotations

from collections.abc import Callable

from accounts.audit.models import AuditEvent
from devices.approvals.models import ApprovalRequest
from devices.approvals.receipts.trusting import keys_for
from devices.signatures.receipts.reading import verify_receipt
from tests.support.pages import read
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.four_eyes.conftest import Admin, Scene


def agreed(scene: Scene) -> ApprovalRequest:
    scene.one.gives_role(scene.member, "reader")
    asked = scene.two.agrees(scene.asked())
    return ApprovalRequest.objects.get(second_look__act=asked)


def test_the_page_of_an_act_has_the_receipt_of_who_agreed(scene: Scene) -> None:  # G09, E22
    request = agreed(scene)
    address = f"/portal/audit/receipts/{request.pk}/"

    page = read(scene.one.opens(scene.asked()))
    file = scene.one.client.get(address)

    assert address in page.links.values()
    text = file.content.decode().strip()
    shown = verify_receipt(text, trusted=keys_for(text))
    assert shown.username == scene.two.user.username
    assert shown.context["details"][0]["type"] == "administrative_act"
    event = AuditEvent.objects.get(tag="user:request:approved", details__request=str(request.pk))
    assert address in read(scene.one.client.get(f"/portal/audit/{event.pk}/")).links.values()


def test_t23_who_may_not_read_the_log_has_none(scene: Scene, join: Callable[..., Admin]) -> None:  # G09
    request = agreed(scene)
    helpdesk = join("help", "helpdesk")

    assert helpdesk.client.get(f"/portal/audit/receipts/{request.pk}/").status_code == 403


def test_t09_nor_has_another_organisation(
    scene: Scene, fjordbank: Organisation, sign_in: SignIn
) -> None:  # G09
    request = agreed(scene)

    assert sign_in(fjordbank.admin).get(f"/portal/audit/receipts/{request.pk}/").status_code == 404
