"""A role is a row of the table: one that is added here is obeyed by every page, and asked for by none (E03)."""

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.policy.models import MethodPolicy
from accounts.users import roles
from accounts.users.models import User
from accounts.users.roles import LOOKING, Reach, Rights, Role
from devices.phones.models import PhoneAccount
from tests.support.people import PASSWORD, make_person
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import send, sure

AUDITOR = Rights(reach=Reach.EVERYWHERE, acts=LOOKING)


@pytest.fixture(autouse=True)
def added_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "TABLE", {**roles.TABLE, "auditor": AUDITOR})


@pytest.fixture
def enter(nordljus: Organisation, sign_in: SignIn) -> "Enter":
    return Enter(nordljus, sign_in)


class Enter:
    """Somebody of the organisation with this role, in the portal."""

    def __init__(self, organisation: Organisation, sign_in: SignIn) -> None:
        self.organisation, self.sign_in = organisation, sign_in

    def as_(self, role: str) -> Client:
        tenant = self.organisation.tenant
        return self.sign_in(make_person(tenant, role, role=role))


def changes_of(organisation: Organisation) -> dict[str, dict[str, object]]:
    """Each address that changes something, and what is sent there."""
    member, group = organisation.member, organisation.group
    return {
        "users/add/": {"username": "bo@nordljus.example", "role": "member"},
        f"users/{member.pk}/change/": {"display_name": "X", "role": "tenant_admin"},
        f"users/{member.pk}/help/reset-password/": {"new_password": "winter-lantern-48"},
        f"users/{member.pk}/help/unlock/": {},
        f"users/{member.pk}/help/one-time-link/": {},
        f"users/{member.pk}/end-sessions/": {},
        "groups/add/": {"name": "New"},
        f"groups/{group.pk}/change/": {"name": "Other"},
        f"groups/{group.pk}/delete/": {"post": "yes"},
        f"users/{member.pk}/remove/phone/{organisation.phone.pk}/": {},
        f"policy/{organisation.tenant.pk}/set/phone/": {"phone-for": "everyone"},
        "organisations/add/": {"name": "New"},
        f"organisations/{organisation.tenant.pk}/change/": {"name": "Other"},
    }


@pytest.mark.parametrize("role", ["reader", "auditor"])
def test_a_role_that_only_looks_sees_every_list_and_changes_nothing(
    role: str, nordljus: Organisation, enter: Enter
) -> None:  # E03
    browser = enter.as_(role)
    before = list(AuditEvent.objects.values_list("pk"))

    seen = ["", "users/", "groups/", "phones/", "alerts/", "audit/", f"policy/{nordljus.tenant.pk}/"]
    shown = {address: browser.get(f"/portal/{address}").status_code for address in seen}
    answers = {
        address: browser.post(f"/portal/{address}", written).status_code
        for address, written in changes_of(nordljus).items()
    }

    assert set(shown.values()) == {200}
    assert set(answers.values()) <= {403, 404}
    assert list(AuditEvent.objects.values_list("pk")) == before


def test_how_far_a_role_reaches_is_how_much_it_is_shown(
    nordljus: Organisation, fjordbank: Organisation, enter: Enter
) -> None:
    reader, auditor = enter.as_("reader"), enter.as_("auditor")

    for address in ("users/", "groups/", "phones/"):
        assert b"jordbank" not in reader.get(f"/portal/{address}").content
        assert b"jordbank" in auditor.get(f"/portal/{address}").content
    assert reader.get(f"/portal/policy/{fjordbank.tenant.pk}/").status_code == 404
    assert auditor.get(f"/portal/policy/{fjordbank.tenant.pk}/").status_code == 200


def test_a_role_over_members_writes_only_what_it_may_of_them(nordljus: Organisation, enter: Enter) -> None:
    browser = enter.as_("helpdesk")
    sent = {"display_name": "X", "role": "tenant_admin"}

    response = browser.post(f"/portal/users/{nordljus.member.pk}/change/", sent)
    browser.post(
        f"/portal/users/{nordljus.member.pk}/help/reset-password/", {"new_password": "winter-lantern-48"}
    )
    browser.post(f"/portal/users/{nordljus.member.pk}/remove/phone/{nordljus.phone.pk}/")

    after = User.objects.get(pk=nordljus.member.pk)
    assert response.status_code == 403
    assert (after.display_name, after.role, after.is_active) == ("Ann", "member", True)
    assert list(after.member_groups.all()) == [nordljus.group]
    assert after.check_password("winter-lantern-48")
    assert PhoneAccount.objects.get(pk=nordljus.phone.pk).state == PhoneAccount.State.ENDED
    assert browser.get("/portal/groups/").status_code == 403
    assert browser.get("/portal/audit/").status_code == 403


def test_a_role_over_members_does_nothing_to_admins(nordljus: Organisation, enter: Enter) -> None:
    browser = enter.as_("helpdesk")

    for address in ("change", "help/one-time-link", "help/reset-password", "help/unlock", "end-sessions"):
        answer = browser.post(
            f"/portal/users/{nordljus.admin.pk}/{address}/", {"new_password": "winter-lantern-48"}
        )
        assert answer.status_code == 403
    assert User.objects.get(pk=nordljus.admin.pk).check_password(PASSWORD)


def test_no_page_shows_a_way_to_what_would_be_refused(nordljus: Organisation, enter: Enter) -> None:
    reader, helpdesk = enter.as_("reader"), enter.as_("helpdesk")
    signed_in(nordljus.member, PASSWORD_PROOF)
    address = f"/portal/users/{nordljus.member.pk}/change/"

    shown = reader.get(address).content.decode()
    shown_to_helpdesk = helpdesk.get(address).content.decode()

    assert not any(
        way in shown for way in ("one-time-link/", "end-sessions/", "remove/", 'type="submit">Save')
    )
    assert "one-time-link/" in shown_to_helpdesk
    assert "end-sessions/" in shown_to_helpdesk
    assert "/portal/audit/" in shown
    assert "/portal/audit/" not in shown_to_helpdesk
    assert "/portal/policy/" not in shown_to_helpdesk
    assert "/portal/organisations/" not in helpdesk.get("/portal/").content.decode()
    assert "users/add/" not in helpdesk.get("/portal/users/").content.decode()


def test_a_role_that_is_in_no_row_opens_nothing(nordljus: Organisation, enter: Enter) -> None:
    browser = enter.as_("king")

    assert browser.get("/portal/").status_code == 403
    assert "/portal/" not in browser.get("/security-info/").content.decode()


def test_the_menu_leads_to_the_portal_for_those_who_may_open_it(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    assert b'href="/portal/"' in sign_in(nordljus.admin).get("/security-info/").content
    assert b'href="/portal/"' not in sign_in(nordljus.member).get("/security-info/").content


def test_the_portals_sign_in_page_leads_nobody_on_who_may_not_open_it(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    assert sign_in(nordljus.member).get("/portal/login/").status_code == 403
    assert sign_in(nordljus.admin).get("/portal/login/")["Location"] == "/portal/"


def test_policy_is_changed_by_nobody_who_only_sees_it(nordljus: Organisation, enter: Enter) -> None:
    before = list(MethodPolicy.objects.order_by("pk").values())

    send(enter.as_("reader"), nordljus, {"phone-for": "everyone"}, **sure(nordljus.tenant))

    assert list(MethodPolicy.objects.order_by("pk").values()) == before


def test_a_policy_admin_changes_the_policy_and_nobody(nordljus: Organisation, enter: Enter) -> None:  # E03
    browser = enter.as_("policy_admin")
    shown = browser.get(f"/portal/users/{nordljus.member.pk}/change/").content.decode()

    saved = browser.post(
        f"/portal/networks/{nordljus.tenant.pk}/", {"network": "192.0.2.0/24", "block": "yes"}
    )
    refused = [
        browser.post(f"/portal/{address}", written).status_code
        for address, written in changes_of(nordljus).items()
        if not address.startswith("policy/")
    ]

    assert saved.status_code == 302
    assert set(refused) <= {403, 404}
    assert not any(way in shown for way in ("one-time-link/", "end-sessions/", 'type="submit">Save'))


def test_an_admin_chooses_a_role_by_what_it_brings(nordljus: Organisation, sign_in: SignIn) -> None:  # E03
    browser = sign_in(nordljus.admin)

    shown = browser.get(f"/portal/users/{nordljus.member.pk}/change/").content.decode()
    browser.post(
        f"/portal/users/{nordljus.member.pk}/change/",
        {"display_name": "Ann", "mail_address": "", "is_active": "on", "role": "helpdesk"},
    )

    offered = [role for role in Role if f'name="role" value="{role}"' in shown]
    assert offered == [role for role in Role if role != Role.OPERATOR]
    assert "and changes nothing" in shown
    assert User.objects.get(pk=nordljus.member.pk).role == Role.HELPDESK


def test_nobody_is_given_a_role_that_is_not_offered(nordljus: Organisation, sign_in: SignIn) -> None:  # T23
    browser = sign_in(nordljus.admin)

    browser.post(
        f"/portal/users/{nordljus.member.pk}/change/",
        {"display_name": "Ann", "mail_address": "", "is_active": "on", "role": "operator"},
    )

    assert User.objects.get(pk=nordljus.member.pk).role == Role.MEMBER


def test_home_tells_nobody_to_do_what_they_may_not(nordljus: Organisation, enter: Enter) -> None:
    home = {role: enter.as_(role).get("/portal/").content.decode() for role in ("reader", "policy_admin")}

    assert "Turn phone sign-in on" not in home["reader"]
    assert "Turn phone sign-in on" in home["policy_admin"]
    assert "/portal/users/add/" not in home["policy_admin"]
