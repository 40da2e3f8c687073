"""Who looks after people's ways to sign in is set on the policy page, and written down (E06)."""

from __future__ import annotations

from accounts.policy.parts import settings_for
from accounts.signin.road.looking_after import KEY, LookingAfterSettings
from accounts.users.models import User
from tests.support.people import make_personal
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, address_of, changes_written_down, save


def test_an_admin_turns_it_off_with_its_consequence_in_words(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E06
    browser = sign_in(nordljus.admin)
    page = browser.get(address(nordljus, KEY)).content.decode()
    assert "People look after their own ways to sign in" in page
    assert "They see what they have and are told to ask you" in page
    assert settings_for(nordljus.tenant, KEY, LookingAfterSettings).by_themselves, "at first"

    save(browser, nordljus, {f"{KEY}-by_themselves": ""})

    nordljus.tenant.refresh_from_db()
    assert not settings_for(nordljus.tenant, KEY, LookingAfterSettings).by_themselves
    assert changes_written_down() == [{f"{KEY}.by_themselves": [True, False]}]


def test_personal_accounts_are_always_their_persons(operator: User, sign_in: SignIn) -> None:  # E06
    personal = make_personal()

    page = sign_in(operator).get(address_of(personal, KEY))

    assert page.status_code == 404
