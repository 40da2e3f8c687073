"""A group's page: its members are boxes with a heading, as choices are everywhere in the portal (E04)."""

from tests.web.idp.portal.conftest import Organisation, SignIn


def test_each_member_is_a_choice_under_one_heading(nordljus: Organisation, sign_in: SignIn) -> None:
    page = sign_in(nordljus.admin).get(f"/portal/groups/{nordljus.group.pk}/change/").content.decode()

    assert "<legend>Members</legend>" in page
    assert page.count('<label class="choice"><input type="checkbox" name="members"') == 2
