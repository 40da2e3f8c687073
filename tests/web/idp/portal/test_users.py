"""Adding and changing people: what one may give, what is refused, and what the audit log says of it (E04)."""

from html import unescape
from uuid import UUID

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.ways.one_time_link.models import OneTimeLink
from idp.portal.people.acts import BY_KEY
from tests.support.pages import is_signed_in, read
from tests.support.people import add_domain, make_person
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.web.idp.portal.conftest import Organisation, SignIn, add_phone


def written(**changes: object) -> dict[str, object]:
    return {"display_name": "Ann", "role": "member"} | changes


def change_address(person: User) -> str:
    return f"/portal/users/{person.pk}/change/"


def test_an_admin_adds_a_person_without_a_password(nordljus: Organisation, sign_in: SignIn) -> None:
    response = sign_in(nordljus.admin).post(
        "/portal/users/add/", {"username": " Bo@Nordljus.example ", "display_name": "Bo", "role": "member"}
    )

    bo = User.objects.get(username="bo@nordljus.example")
    event = AuditEvent.objects.get(tag="user:account:added")
    assert response["Location"] == change_address(bo)
    assert (bo.tenant, bo.has_usable_password()) == (nordljus.tenant, False)
    assert (event.subject, event.actor, event.tenant) == (bo, nordljus.admin, nordljus.tenant)


def test_the_form_names_the_organisations_own_domains_and_the_name_alone_is_enough(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # E04
    add_domain(fjordbank.tenant, "fjord.example")
    browser = sign_in(fjordbank.admin)

    page = browser.get("/portal/users/add/").content.decode()
    browser.post("/portal/users/add/", {"username": "bo", "role": "member"})

    assert "@fjord.example is added. Or write it in full, with @fjordbank.example." in page
    assert "nordljus" not in page
    assert User.objects.get(username="bo@fjord.example").tenant == fjordbank.tenant


def test_an_operator_writes_the_domain_of_whichever_organisation_is_meant(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:  # E04
    browser = sign_in(operator)

    page = browser.get("/portal/users/add/").content.decode()
    refused = browser.post("/portal/users/add/", {"username": "bo", "role": "member"})
    browser.post("/portal/users/add/", {"username": "bo@nordljus.example", "role": "member"})

    assert "Name and a verified domain of their organisation" in page
    assert refused.status_code == 200
    assert User.objects.get(username__startswith="bo").tenant == nordljus.tenant


def test_somebody_new_is_put_into_groups_of_the_own_organisation_alone(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # E04, T23
    browser = sign_in(nordljus.admin)
    page = browser.get("/portal/users/add/").content.decode()
    bo = {"username": "bo", "role": "member"}

    refused = browser.post("/portal/users/add/", {**bo, "groups": [fjordbank.group.pk]})
    assert (refused.status_code, User.objects.filter(username__startswith="bo").count()) == (200, 0)
    browser.post("/portal/users/add/", {**bo, "groups": [nordljus.group.pk]})

    assert "Pilots of nordljus" in page
    assert "Pilots of fjordbank" not in page
    added = AuditEvent.objects.get(tag="user:account:added")
    assert list(User.objects.get(username="bo@nordljus.example").member_groups.all()) == [nordljus.group]
    assert added.details == {"groups": ["Pilots of nordljus"]}


@pytest.mark.parametrize(
    "username",
    ["bo@fjordbank.example", "bo@unknown.example", "bo@waiting.example", "bo@", "@nordljus.example"],
)
def test_a_username_must_end_in_a_verified_domain_of_the_organisation(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, username: str
) -> None:
    add_domain(nordljus.tenant, "waiting.example", is_verified=False)
    before = User.objects.count()

    response = sign_in(nordljus.admin).post("/portal/users/add/", {"username": username, "role": "member"})

    assert response.status_code == 200
    assert User.objects.count() == before


def test_a_taken_username_is_refused(nordljus: Organisation, sign_in: SignIn) -> None:
    response = sign_in(nordljus.admin).post(
        "/portal/users/add/", {"username": nordljus.member.username, "role": "member"}
    )

    assert response.status_code == 200
    assert User.objects.filter(username=nordljus.member.username).count() == 1


ANN_MIXED = "\u0430nn@nordljus.example"  # its first letter is Cyrillic


def add(browser: Client, username: str, **more: str) -> str:
    page = browser.post("/portal/users/add/", {"username": username, "role": "member", **more})
    return unescape(page.content.decode())


def test_a_name_of_two_alphabets_is_refused_with_the_reason(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # T14
    before = User.objects.count()

    said = add(sign_in(nordljus.admin), ANN_MIXED)

    assert "but in \u0430nn@nordljus.example the letter \u0430 (U+0430) is of another" in said
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("coco@nordljus.example", "\u0441\u043e\u0441\u043e@nordljus.example"),  # Cyrillic throughout
        ("\u0441\u043e\u0441\u043e@nordljus.example", "coco@nordljus.example"),
        ("ann@nordljus.example", "\u0251nn@nordljus.example"),  # Latin, and no a
        ("\u4e8c@nordljus.example", "\u30cb@nordljus.example"),
    ],
)
def test_a_name_drawn_like_a_colleagues_is_refused_with_the_reason(
    nordljus: Organisation, sign_in: SignIn, first: str, then: str
) -> None:  # T14
    browser = sign_in(nordljus.admin)
    add(browser, first)

    said = add(browser, then)

    assert f"This looks the same as {first}, which is taken" in said
    assert not User.objects.filter(username=then).exists()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("annl@nordljus.example", "ann1@nordljus.example"),  # plain ASCII is told apart by reading
        ("sofia@nordljus.example", "\u0441\u043e\u0444\u0438\u044f@nordljus.example"),
        ("taro@nordljus.example", "\u7530\u4e2dtaro@nordljus.example"),
        ("oberg@nordljus.example", "öberg@nordljus.example"),
    ],
)
def test_names_of_any_alphabet_are_made_where_nobody_is_mistaken(
    nordljus: Organisation, sign_in: SignIn, first: str, then: str
) -> None:
    browser = sign_in(nordljus.admin)

    add(browser, first)
    add(browser, then)

    assert User.objects.filter(username__in=(first, then)).count() == 2


def test_another_organisation_may_have_a_name_drawn_alike(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:
    add(sign_in(nordljus.admin), "coco@nordljus.example")

    add(sign_in(fjordbank.admin), "\u0441\u043e\u0441\u043e@fjordbank.example")

    assert User.objects.filter(username="\u0441\u043e\u0441\u043e@fjordbank.example").exists()


def test_what_was_copied_along_with_names_is_not_kept(nordljus: Organisation, sign_in: SignIn) -> None:  # T26
    add(
        sign_in(nordljus.admin),
        "\ufeffmailto:Bo@nordljus.example\u200e",
        display_name="\u202eBo\u200b \n Ek",
    )

    assert User.objects.get(username="bo@nordljus.example").display_name == "Bo Ek"


@pytest.mark.parametrize("password", ["short", "password1", "bo-nordljus"])
def test_a_weak_password_is_refused(nordljus: Organisation, sign_in: SignIn, password: str) -> None:  # F07
    sign_in(nordljus.admin).post(
        "/portal/users/add/",
        {"username": "bo-nordljus@nordljus.example", "role": "member", "new_password": password},
    )

    assert not User.objects.filter(username__startswith="bo-nordljus").exists()


def test_disabling_ends_the_persons_sessions_and_enabling_brings_none_back(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    persons_browser, browser = sign_in(nordljus.member), sign_in(nordljus.admin)
    assert persons_browser.get("/signed-in/").status_code == 200

    browser.post(f"/portal/users/{nordljus.member.pk}/act/disable/")
    is_out = not User.objects.get(pk=nordljus.member.pk).is_active
    browser.post(f"/portal/users/{nordljus.member.pk}/act/enable/")

    assert is_out
    assert User.objects.get(pk=nordljus.member.pk).is_active
    assert persons_browser.get("/signed-in/").status_code == 302
    tags = set(AuditEvent.objects.filter(actor=nordljus.admin).values_list("tag", flat=True))
    assert {"user:account:disabled", "user:account:enabled"} <= tags


def test_a_change_is_written_down_with_before_and_after(nordljus: Organisation, sign_in: SignIn) -> None:
    sign_in(nordljus.admin).post(change_address(nordljus.member), written(role="tenant_admin"))

    event = AuditEvent.objects.get(tag="user:account:changed")
    assert event.details["changed"] == {
        "role": ["member", "tenant_admin"],
        "groups": [["Pilots of nordljus"], []],
    }
    assert (event.subject, event.actor) == (nordljus.member, nordljus.admin)


def test_an_admin_makes_no_operator(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)

    browser.post(change_address(nordljus.member), written(role="operator"))
    browser.post("/portal/users/add/", {"username": "bo@nordljus.example", "role": "operator"})

    assert not User.objects.filter(role="operator").exists()


def test_nobody_changes_their_own_role_or_locks_themselves_out(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:
    for person in (nordljus.admin, operator):
        browser = sign_in(person)
        browser.post(change_address(person), {"display_name": "Me", "role": "member"})
        refused = browser.post(f"/portal/users/{person.pk}/act/disable/")

        after = User.objects.get(pk=person.pk)
        assert (after.role, after.is_active, after.display_name) == (person.role, True, "Me")
        assert refused.status_code == 403


def test_operators_are_out_of_reach_of_admins(nordljus: Organisation, sign_in: SignIn) -> None:
    operator = make_person(nordljus.tenant, "op", password=None, role=User.Role.OPERATOR)
    phone = add_phone(operator)
    browser = sign_in(nordljus.admin)

    assert browser.get(change_address(operator)).status_code == 200
    for address in (
        change_address(operator),
        f"/portal/users/{operator.pk}/help/one-time-link/",
        f"/portal/users/{operator.pk}/help/reset-password/",
        f"/portal/users/{operator.pk}/help/unlock/",
        f"/portal/users/{operator.pk}/end-sessions/",
        f"/portal/users/{operator.pk}/remove/phone/{phone.pk}/",
        f"/portal/users/{operator.pk}/rename/",
        *(f"/portal/users/{operator.pk}/act/{key}/" for key in BY_KEY),
    ):
        assert browser.post(address, written(new_password="winter-lantern-48")).status_code == 403

    operator.refresh_from_db()
    phone.refresh_from_db()
    assert (operator.role, operator.is_active, operator.session_epoch) == ("operator", True, 0)
    assert not operator.has_usable_password()
    assert phone.state == "active"
    assert not OneTimeLink.objects.exists()


def test_a_one_time_link_is_made_by_a_post_and_shown_once(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    address = f"/portal/users/{nordljus.member.pk}/help/one-time-link/"

    assert browser.get(address).status_code == 200
    assert not OneTimeLink.objects.exists()
    shown = browser.post(address).content.decode()

    assert "http://localhost:8000/sign-in/one-time/" in shown
    assert "/sign-in/one-time/" not in browser.get(address).content.decode()
    event = AuditEvent.objects.get(tag="user:one_time_link:granted")
    assert (event.subject, event.actor) == (nordljus.member, nordljus.admin)


def test_nobody_makes_a_link_for_themselves_or_for_a_disabled_person(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)
    User.objects.filter(pk=nordljus.member.pk).update(is_active=False)

    assert browser.post(f"/portal/users/{nordljus.admin.pk}/help/one-time-link/").status_code == 403
    told = browser.post(f"/portal/users/{nordljus.member.pk}/help/one-time-link/", follow=True)
    assert "may not sign in, so that would not help" in told.content.decode()

    assert not OneTimeLink.objects.exists()


def test_an_admin_sees_where_somebody_is_signed_in_and_ends_it_all(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E04
    member = signed_in(nordljus.member, PASSWORD_PROOF)
    admin, address = sign_in(nordljus.admin), f"/portal/users/{nordljus.member.pk}/"
    assert "Signed in in one browser." in read(admin.get(f"{address}change/")).text
    assert "127.0.0.1" in read(admin.get(f"{address}end-sessions/")).text

    admin.post(f"{address}end-sessions/")

    assert not is_signed_in(member)
    assert "Signed in nowhere now." in read(admin.get(f"{address}change/")).text


def test_sessions_end_when_an_admin_says_so(nordljus: Organisation, sign_in: SignIn) -> None:
    sign_in(nordljus.admin).post(f"/portal/users/{nordljus.member.pk}/end-sessions/")

    nordljus.member.refresh_from_db()
    assert nordljus.member.session_epoch == 1
    assert AuditEvent.objects.get(tag="user:sessions:ended").actor == nordljus.admin


def test_a_change_never_brings_back_sessions_that_ended_meanwhile(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from idp.portal.areas import users  # noqa: PLC0415  to act between reading and saving

    def end_meanwhile(user_id: UUID, *, actor: User) -> None:
        User.objects.filter(pk=user_id).update(session_epoch=7)

    monkeypatch.setattr(users, "lock_user", end_meanwhile)
    sign_in(nordljus.admin).post(change_address(nordljus.member), written(display_name="Anna"))

    nordljus.member.refresh_from_db()
    assert (nordljus.member.display_name, nordljus.member.session_epoch) == ("Anna", 7)


def test_filters_find_people_with_and_without_a_phone(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    make_person(nordljus.tenant, "bo")

    with_phone = browser.get("/portal/users/?way=phone").content.decode()
    without = browser.get("/portal/users/?way=-phone").content.decode()

    assert "ann@nordljus.example" in with_phone
    assert "bo@nordljus.example" not in with_phone
    assert "bo@nordljus.example" in without


def test_a_role_beside_a_name_is_a_word_of_its_own(nordljus: Organisation, sign_in: SignIn) -> None:
    page = sign_in(nordljus.admin).get("/portal/users/").content.decode()

    assert ' <span class="badge ">Organisation admin' in page
