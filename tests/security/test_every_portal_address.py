"""Every address of the portal, for everybody of one organisation, opened and sent to, with its own things and with
another organisation's: each answer is expected, and whoever is refused changes nothing (E03, T09, T23, T37).

A new address without a line here fails, and the failure says which line to write.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.security.everybody import written
from tests.security.portal import ROLES, Visitor, furnished, portal_addresses, visitor

# Of each role: what it answers when it is opened, and when a form is sent there. + it opens, - it refuses (403), 0 it
# is absent (404). Left of the bar with things of one's own organisation, right of it with another's; an address that
# names nothing has no right half. Everywhere strangers are asked to sign in, and members refused.
TABLE = """
                                              reader  helpdesk  policy  admin  operator  |  another's, as left
accounts_alert_changelist                     +/+     +/+       +/+     +/+    +/+
accounts_alert_look                           +/-     +/+       +/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_group_add                            -/-     -/-       -/-     +/+    +/+
accounts_group_change                         +/-     0/0       +/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_group_changelist                     +/+     -/-       +/+     +/+    +/+
accounts_group_delete                         -/-     0/0       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_group_members                        +/-     0/0       +/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_tenant_add                           -/-     -/-       -/-     -/-    +/+
accounts_tenant_change                        0/0     0/0       0/0     0/0    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_tenant_changelist                    -/-     -/-       -/-     -/-    +/+
accounts_tenant_delete                        0/0     0/0       0/0     0/0    -/-       |  0/0  0/0  0/0  0/0  -/-
accounts_tenant_personal                      -/-     -/-       -/-     -/-    +/+
accounts_user_act/block                       -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_act/delete                      -/-     -/-       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_act/disable                     -/-     -/-       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_act/enable                      -/-     -/-       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_act/end-sessions                -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_act/invite                      -/-     -/-       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_act/require-re-registration     -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_act/restore                     -/-     -/-       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_act/withdraw-invitation         -/-     -/-       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_add                             -/-     -/-       -/-     +/+    +/+
accounts_user_bring_back                      -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_change                          +/-     +/-       +/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_changelist                      +/+     +/+       +/+     +/+    +/+
accounts_user_delete                          -/-     -/-       -/-     -/-    -/-       |  0/0  0/0  0/0  0/0  -/-
accounts_user_end_sessions                    -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_export                          +/+     -/-       -/-     +/+    +/+
accounts_user_help/activate-code-generator    -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_help/give-code-generator        -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_help/one-time-link              -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_help/pass                       -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_help/reset-password             -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_help/unlock                     -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_many                            +/0     +/0       +/0     +/0    +/0
accounts_user_release                         -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_remove_way                      -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
accounts_user_rename                          -/-     -/-       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
add_application                               -/-     0/0       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
add_webhook                                   0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
api_tokens                                    0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
application                                   +/+     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
application_hosts                             +/-     0/0       +/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
application_secret                            -/-     0/0       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
application_tried                             -/-     0/0       -/-     +/+    -/-       |  0/0  0/0  0/0  0/0  -/-
applications                                  +/+     -/-       +/+     +/+    +/+
applications_of                               +/+     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
audit                                         +/+     -/-       +/+     +/+    +/+
audit_event                                   +/+     -/-       +/+     +/+    +/+       |  0/0  -/-  0/0  0/0  +/+
audit_export                                  +/+     -/-       -/-     +/+    +/+
believe_no_more                               -/-     0/0       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
call_check                                    0/0     0/0       0/0     0/0    0/0       |  0/0  0/0  0/0  0/0  0/0
call_check_receipt                            0/0     0/0       0/0     0/0    0/0       |  0/0  0/0  0/0  0/0  0/0
call_check_status                             0/0     0/0       0/0     0/0    0/0       |  0/0  0/0  0/0  0/0  0/0
change_application                            -/-     0/0       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
change_webhook                                0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
copy_application                              +/+     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
devices_phoneaccount_changelist               +/+     +/+       +/+     +/+    +/+
domain_claim                                  0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
domains                                       0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
end_application_secret                        -/-     0/0       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
import                                        0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
import_progress                               0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
import_refused                                0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
imports                                       -/-     -/-       -/-     +/+    +/+
imports_of                                    0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
imports_of_kind                               0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
index                                         +/+     +/+       +/+     +/+    +/+
make_api_token                                0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
networks                                      +/+     -/-       +/+     +/+    +/+
networks_of                                   +/-     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
policy                                        +/+     -/-       +/+     +/+    +/+
policy_groups                                 0/0     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
policy_history                                +/+     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
policy_kept                                   +/-     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
policy_logos                                  +/-     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
policy_of                                     +/+     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
policy_section                                +/-     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
policy_strengths                              +/-     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
receipt                                       0/0     -/-       0/0     0/0    0/0       |  0/0  -/-  0/0  0/0  0/0
remove_application                            -/-     0/0       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
remove_domain                                 0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
remove_webhook                                0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
report_as_file                                +/+     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
reports                                       +/+     -/-       +/+     +/+    +/+
reports_of                                    +/+     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
revoke_api_token                              0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
second_person                                 +/+     +/+       +/+     +/+    +/+
second_person_act                             0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
second_person_acts                            -/-     -/-       -/-     +/+    +/+
second_person_acts_of                         0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
second_person_phone                           0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
second_person_status                          0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
send_import                                   0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
send_logo                                     +/-     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
settings                                      -/-     -/-       -/-     +/+    +/+
settings_of                                   0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
sign_in                                       +/+     +/+       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
sign_ins                                      +/+     +/+       +/+     +/+    +/+
sign_ins_export                               +/+     -/-       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
sign_ins_new                                  +/+     +/+       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
sign_ins_of                                   +/+     +/+       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
try_application                               -/-     0/0       -/-     +/+    -/-       |  0/0  0/0  0/0  0/0  -/-
unclaimed                                     0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
verify_caller                                 -/-     +/+       -/-     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
webhook                                       0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
webhook_secret                                0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
webhooks                                      0/0     0/0       0/0     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
what_if                                       +/+     0/0       +/+     +/+    +/+       |  0/0  0/0  0/0  0/0  +/+
"""
# The portal's own doors are everybody's.
DOORS = {"login", "logout"}


def lines_of(table: str) -> dict[str, list[str]]:
    """The cells of each address: five for what is one's own, five for another's."""
    lines = [line.replace("|", " ").split() for line in table.strip().splitlines()[1:]]
    return {name: cells for name, *cells in lines}


LINES = lines_of(TABLE)


def test_every_address_has_its_line(db: None) -> None:
    known = portal_addresses()
    lacking = {name: path for name, path in known.items() if name not in LINES and name not in DOORS}

    assert not lacking, (
        "Write these lines into TABLE, in the order of the alphabet. They say what each address answers now: look at "
        "each whether it should.\n" + "\n".join(_lines_as_they_are(lacking))
    )
    assert sorted(set(LINES) - set(known)) == [], "there is no such address: take its line away"


def test_lines_stand_in_their_order_and_are_whole() -> None:
    known = portal_addresses()
    cells = {name: 2 * len(ROLES) if "<" in known[name] else len(ROLES) for name in LINES}

    assert list(LINES) == sorted(LINES)
    assert {name: len(line) for name, line in LINES.items()} == cells


@pytest.mark.parametrize("role", ROLES)
def test_t23_each_address_answers_each_role_as_it_must(role: str, db: None) -> None:
    # E03, T09
    own, things = furnished("nordljus")
    others = furnished("fjordbank")[1]
    somebody = visitor(role, own)

    wrong: dict[str, str] = {}
    for name, path in portal_addresses().items():
        if name not in DOORS:
            expected = LINES[name][ROLES.index(role) :: len(ROLES)]
            found = _cells(somebody, role, name, path, (things, others))
            wrong |= {name: f"it answers {found}, its line says {expected}"} if found != expected else {}

    assert wrong == {}


@pytest.mark.parametrize(("who", "expected"), [("stranger", "?/?"), ("member", "-/-")])
def test_t37_nobody_without_a_role_comes_in_anywhere(who: str, expected: str, db: None) -> None:
    # E03, T23
    own, things = furnished("nordljus")
    somebody = visitor(who, own)

    answers = {
        name: _cells(somebody, who, name, path, (things,))
        for name, path in portal_addresses().items()
        if name not in DOORS
    }

    assert {name: found for name, found in answers.items() if found != [expected]} == {}


def _cells(somebody: Visitor, role: str, name: str, path: str, whose: Iterable[dict[str, Any]]) -> list[str]:
    """What an address answers of each one's things; once, where it names none."""
    paths = dict.fromkeys(written(name, path, things) for things in whose)
    return [_cell(somebody, role, one) for one in paths]


def _cell(somebody: Visitor, role: str, path: str) -> str:
    """What it answers, and, where nothing may have changed, what did."""
    opened, sent = somebody.visit(path, "get"), somebody.visit(path, "post")
    said = f"{opened.answer}/{sent.answer}"
    if opened.wrote:
        return f"{said} (opened, it changed {sorted(opened.wrote)})"
    if sent.wrote and (sent.answer != "+" or role == "reader"):
        return f"{said} (it changed {sorted(sent.wrote)})"
    return said


def _lines_as_they_are(lacking: dict[str, str]) -> list[str]:
    """The lines that these addresses would have by what they answer now."""
    own, things = furnished("nordljus")
    others = furnished("fjordbank")[1]
    everybody = {role: visitor(role, own) for role in ROLES}
    return [
        _line(name, [_cells(everybody[role], role, name, path, (things, others)) for role in ROLES])
        for name, path in sorted(lacking.items())
    ]


def _line(name: str, cells: list[list[str]]) -> str:
    own, *others = zip(*cells, strict=True)
    marks = "{:<8}{:<10}{:<8}{:<7}{:<10}".format(*own)
    return f"{name:<46}{marks}" + "".join(f"|  {'  '.join(other)}" for other in others)
