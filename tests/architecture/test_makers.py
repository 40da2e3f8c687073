"""Organisations, their policy and phones are made in one place, so that a change of their tables is made in one."""

import re

from tests.architecture.files import project_files, text_of

MAKING = r"\.objects\.(?:filter\([^)]*\)\.|all\(\)\.)*(?:create|get_or_create|update_or_create|bulk_create)\("
CHANGING = r"\.objects\.(?:filter\([^)]*\)\.|all\(\)\.)*(?:update|delete)\("
BY_HAND = re.compile(
    rf"\b(?:Tenant|Domain|TenantPolicy|MethodPolicy|Phone|PhoneAccount){MAKING}"
    rf"|\b(?:Tenant|Domain|TenantPolicy|MethodPolicy){CHANGING}"
    r"|force_login"
)
ELSEWHERE = {
    "tests/support/people.py",  # the makers
    "tests/load/world.py",  # hundreds of phones at once, for the bench
    "tests/unit/accounts/policy/test_models.py",  # what the tables themselves refuse
}


def test_no_test_makes_by_hand_what_has_a_maker() -> None:
    made = {
        str(path): found
        for path in project_files()
        if path.parts[0] == "tests" and path.suffix == ".py" and str(path) not in ELSEWHERE
        if (found := BY_HAND.findall(text_of(path)))
        if path.name != "test_makers.py"
    }

    assert made == {}
