"""Removed users: found apart, restored, and their names given to nobody meanwhile (E04)."""

from accounts.users.leaving.services import leave
from accounts.users.models import User
from tests.support.pages import read
from tests.web.idp.portal.conftest import Organisation, SignIn


def test_whoever_is_deleted_is_listed_apart_and_restored_from_there(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    leave(nordljus.member, actor=nordljus.admin)
    browser, address = sign_in(nordljus.admin), f"/portal/users/{nordljus.member.pk}/"

    usual, deleted = browser.get("/portal/users/"), read(browser.get("/portal/users/?state=deleted"))
    page = read(browser.get(f"{address}change/"))
    browser.post(f"{address}act/restore/")

    assert nordljus.member.username not in usual.content.decode()
    assert nordljus.member.username in deleted.text
    assert "They are removed, and gone for good on" in page.text
    assert "Save" not in page.text
    assert User.objects.get(pk=nordljus.member.pk).may_sign_in


def test_nobody_is_given_the_name_of_somebody_who_is_deleted(nordljus: Organisation, sign_in: SignIn) -> None:
    leave(nordljus.member, actor=nordljus.admin)

    page = sign_in(nordljus.admin).post(
        "/portal/users/add/", {"username": nordljus.member.username, "role": "member"}
    )

    assert "Somebody with this username was removed. Restore them" in page.content.decode()
    assert User.objects.filter(username=nordljus.member.username).count() == 1


def test_nothing_is_changed_of_whoever_is_deleted(nordljus: Organisation, sign_in: SignIn) -> None:
    leave(nordljus.member, actor=nordljus.admin)
    browser = sign_in(nordljus.admin)

    refused = browser.post(
        f"/portal/users/{nordljus.member.pk}/change/", {"display_name": "Bo", "role": "member"}
    )
    told = read(browser.post(f"/portal/users/{nordljus.member.pk}/act/enable/", follow=True))

    assert refused.status_code == 403
    assert "They are removed. Restore them instead." in told.text
    assert not User.objects.get(pk=nordljus.member.pk).is_active


def test_whoever_is_removed_stays_in_their_groups_whatever_is_saved_of_those(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    leave(nordljus.member, actor=nordljus.admin)
    browser = sign_in(nordljus.admin)

    browser.post(f"/portal/groups/{nordljus.group.pk}/change/", {"name": "Pilots", "members": []})
    browser.post(f"/portal/users/{nordljus.member.pk}/act/restore/")

    nordljus.group.refresh_from_db()
    assert nordljus.group.name == "Pilots"
    assert list(nordljus.group.members.all()) == [nordljus.member]
