"""Letters to an organisation's list: about what it chose, gathered, to addresses of its own alone (E17)."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from accounts import clock
from accounts.audit.log import record
from accounts.policy.changing import PolicyImpossible
from accounts.policy.events import NETWORK_BLOCKED
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.warning import kinds
from accounts.warning.models import WarningDue
from accounts.warning.settings import MOST_ADDRESSES
from accounts.warning.telling import MOST_TOLD
from tests.support.clock import travel
from tests.support.kept_log import keep_log
from tests.support.letters import carry_letters, html_of
from tests.support.people import lose_domains, make_person, make_tenant, set_part

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LIST = "security@nordljus.example"


def want(tenant: Tenant, *addresses: str, about: tuple[str, ...] = ("network",), **said: object) -> None:
    set_part(tenant, "warnings", addresses=list(addresses or (LIST,)), kinds=list(about), **said)


def block(tenant: Tenant, many: int = 1, *, actor: User | None = None) -> None:
    for n in range(many):
        record(NETWORK_BLOCKED, tenant=tenant, actor=actor, network=f"198.51.100.{n}")
    keep_log()


def letters(to: str = LIST) -> list[EmailMessage]:
    return [letter for letter in carry_letters() if letter.to == [to]]


def test_a_letter_says_what_happened_what_to_do_and_where_it_stands(ann: User) -> None:  # E17
    want(ann.tenant)

    block(ann.tenant, actor=ann)

    [letter] = letters()
    assert letter.subject == "Nordljus: A network blocked"
    for text in (letter.body, html_of(letter)):
        assert "198.51.100.0" in text
        assert ann.username in text
        assert "It can be released at Networks." in text
        assert f"/portal/audit/?organisation={ann.tenant_id}" in text


def test_it_is_written_in_the_language_that_was_chosen(ann: User) -> None:
    want(ann.tenant, language="sv")

    block(ann.tenant)

    [letter] = letters()
    assert letter.subject == "Nordljus: Ett nätverk blockerat"


def test_what_happens_at_once_is_one_letter_and_what_follows_waits_for_the_next(ann: User) -> None:  # E17
    want(ann.tenant, minutes=15)
    block(ann.tenant, 3)
    first = letters()
    block(ann.tenant, 2)
    soon = letters()

    with travel(clock.now() + timedelta(minutes=15)):
        later = letters()

    assert [letter.body.count("Network blocked") for letter in first] == [3]
    assert soon == []
    assert [letter.body.count("Network blocked") for letter in later] == [2]


def test_of_very_many_the_rest_are_counted(ann: User) -> None:
    want(ann.tenant)

    block(ann.tenant, MOST_TOLD + 7)

    [letter] = letters()
    assert letter.body.count("Network blocked") == MOST_TOLD
    assert "And 7 more of this kind." in letter.body


def test_nothing_is_written_of_what_was_not_chosen_or_by_somebody_elses_list(ann: User) -> None:  # E17
    other = make_tenant("fjordbank")
    want(ann.tenant, about=("flood",))
    want(other, "security@fjordbank.example")

    block(ann.tenant)

    assert letters() == []
    assert letters("security@fjordbank.example") == []
    assert not WarningDue.objects.exists()


def test_what_was_turned_off_meanwhile_is_not_written(ann: User) -> None:
    want(ann.tenant)
    block(ann.tenant)
    set_part(ann.tenant, "warnings", addresses=[], kinds=[])

    assert letters() == []
    assert WarningDue.objects.get().due_at is None


def test_an_address_that_is_the_organisations_no_more_is_not_written_to(ann: User) -> None:  # E17
    want(ann.tenant)
    block(ann.tenant)
    lose_domains(ann.tenant)

    assert letters() == []


def test_only_addresses_of_the_organisation_can_be_chosen(ann: User) -> None:  # E17
    admin = make_person(ann.tenant, "bo", role=User.Role.TENANT_ADMIN)
    User.objects.filter(pk=admin.pk).update(mail_address="bo@elsewhere.example")
    User.objects.filter(pk=ann.pk).update(mail_address="ann@elsewhere.example")

    want(ann.tenant, LIST, "bo@elsewhere.example")
    for stranger in ("ann@elsewhere.example", "eva@fjordbank.example", "x@sub.nordljus.example"):
        with pytest.raises(PolicyImpossible) as refused:
            want(ann.tenant, stranger)
        assert stranger in str(refused.value.problems["warnings.addresses"])


def test_there_are_ten_addresses_at_most_and_something_to_write_about(ann: User) -> None:  # E17
    many = [f"a{n}@nordljus.example" for n in range(MOST_ADDRESSES + 1)]

    with pytest.raises(PolicyImpossible) as too_many:
        want(ann.tenant, *many)
    with pytest.raises(PolicyImpossible) as nothing:
        want(ann.tenant, about=())

    assert [*too_many.value.problems] == ["warnings.addresses"]
    assert [*nothing.value.problems] == ["warnings.kinds"]


def test_every_kind_is_there_and_no_event_is_of_two() -> None:  # E17
    assert {kind.key for kind in kinds.in_order()} == {"lockouts", "network", "not_me", "flood", "pushes"}
    with pytest.raises(ValueError, match="already"):
        kinds.register(kinds.NETWORK)
