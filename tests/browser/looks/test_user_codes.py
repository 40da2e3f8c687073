from __future__ import annotations

from accounts.users.models import User
from idp.oidc.ciba.codes.services import set_code
from tests.browser.looks.conftest import Looks
from tests.support.people import change_policy

CODE = "/security-info/applications/code/"


def test_a_code_for_applications(looks: Looks, ann: User) -> None:  # G03
    change_policy(ann.tenant, user_codes="allowed")
    looks.browser.signs_in_by_password(ann)
    looks.browser.is_signed_in()
    looks.at_page("/security-info/applications/")
    looks.at_page(CODE)
    looks.browser.writes("Your code", "1111")
    looks.browser.presses("Save")
    looks.at_browser("a code that is none")
    set_code(ann, "7K941X")
    looks.at_page("/security-info/applications/")
    looks.at_page(CODE)
    looks.at_page(f"{CODE}remove/")
