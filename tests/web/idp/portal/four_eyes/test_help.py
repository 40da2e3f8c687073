"""A way in for somebody with a role is handed out when another admin has agreed (E22, E05)."""

from collections.abc import Callable

from accounts.ways.access_pass.models import AccessPass
from accounts.ways.one_time_link.models import OneTimeLink
from devices.four_eyes.asking import DO_WITHIN
from devices.four_eyes.models import AskedAct
from tests.support.passes import use_passes
from tests.web.idp.portal.four_eyes.conftest import Admin, Scene

State = AskedAct.State
A_PASS = {"life": "60", "is_one_time": "on", "minutes_ahead": "0"}


def at(user_id: object, key: str = "pass") -> str:
    return f"/portal/users/{user_id}/help/{key}/"


def test_a_pass_for_an_admin_is_made_once_another_has_agreed(scene: Scene) -> None:  # E22
    use_passes(scene.organisation.tenant)
    admin = scene.organisation.admin

    scene.one.client.post(at(admin.pk), A_PASS)
    before = AccessPass.objects.filter(user=admin).exists()
    scene.two.agrees(scene.asked())
    made = scene.one.client.post(at(admin.pk), A_PASS)

    assert not before
    assert AccessPass.objects.filter(user=admin).exists()
    assert made.context["secret"]
    assert scene.asked().state == State.DONE


def test_it_is_made_once_and_no_more(scene: Scene) -> None:  # E22
    use_passes(scene.organisation.tenant)
    admin = scene.organisation.admin
    scene.one.client.post(at(admin.pk), A_PASS)
    scene.two.agrees(scene.asked())
    scene.one.client.post(at(admin.pk), A_PASS)
    AccessPass.objects.all().delete()

    scene.one.client.post(at(admin.pk), A_PASS)

    assert not AccessPass.objects.exists()
    assert AskedAct.objects.filter(state=State.WAITING).count() == 1


def test_a_form_that_lacks_something_uses_nothing_up(scene: Scene) -> None:
    use_passes(scene.organisation.tenant)
    admin = scene.organisation.admin
    scene.one.client.post(at(admin.pk), A_PASS)
    scene.two.agrees(scene.asked())

    scene.one.client.post(at(admin.pk), {"life": "soon"})

    assert scene.asked().state == State.AGREED


def test_what_was_agreed_to_is_for_its_asker_alone(scene: Scene, join: Callable[..., Admin]) -> None:  # T23
    use_passes(scene.organisation.tenant)
    admin, three = scene.organisation.admin, join("three", "tenant_admin")
    scene.one.client.post(at(admin.pk), A_PASS)
    scene.two.agrees(scene.asked())

    three.client.post(at(admin.pk), A_PASS)

    assert not AccessPass.objects.exists()


def test_what_was_agreed_to_is_over_after_an_hour(scene: Scene) -> None:
    use_passes(scene.organisation.tenant)
    admin = scene.organisation.admin
    scene.one.client.post(at(admin.pk), A_PASS)
    asked = scene.two.agrees(scene.asked())
    AskedAct.objects.filter(pk=asked.pk).update(expires_at=asked.expires_at - DO_WITHIN)

    scene.one.client.post(at(admin.pk), A_PASS)

    assert not AccessPass.objects.exists()


def test_no_other_way_in_is_handed_to_an_admin_instead(scene: Scene) -> None:  # E22
    admin = scene.organisation.admin
    before = admin.password

    for key in ("one-time-link", "reset-password", "give-code-generator"):
        scene.one.client.post(at(admin.pk, key), {"new_password": "winter-lantern-48", "serial": "1"})

    admin.refresh_from_db()
    assert not OneTimeLink.objects.exists()
    assert admin.password == before


def test_members_are_helped_at_once(scene: Scene) -> None:
    scene.one.client.post(at(scene.member.pk, "one-time-link"))

    assert OneTimeLink.objects.filter(user=scene.member).exists()
    assert not AskedAct.objects.exists()


def test_opening_the_page_asks_nobody(scene: Scene) -> None:
    page = scene.one.client.get(at(scene.organisation.admin.pk, "one-time-link")).content.decode()

    assert "your organisation wants two people for this" in page
    assert not AskedAct.objects.exists()
