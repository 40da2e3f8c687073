"""What admins do with logos, and which of them can be chosen."""

import pytest

from accounts.audit.models import AuditEvent
from accounts.branding.models import Logo
from accounts.branding.refusals import LogoInUse, TooManyLogos
from accounts.branding.services import MOST_LOGOS, SENT_AN_HOUR, add_logo, chosen_logo, remove_logo
from accounts.branding.settings import (
    LOGO_GONE,
    NOT_A_COLOUR,
    NOT_A_LINK,
    NOT_PLAIN,
    BrandingSettings,
    is_link,
)
from accounts.policy.changing import PolicyImpossible
from accounts.refusals import NotYours, TooManyTries
from accounts.users.models import User
from tests.support.limits import forget_tries
from tests.support.logos import drawn, have_logo
from tests.support.people import make_person, make_tenant, set_part

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_logo_is_kept_to_be_chosen_and_written_down(ann: User) -> None:  # E18
    made = add_logo(ann.tenant, drawn(200, 80), name="C:\\fake\\Nordljus logo.png", actor=ann)

    assert made.kept.endswith("-200x80 " + made.name)
    assert "Nordljus logo" in made.name
    [event] = AuditEvent.objects.filter(tag="tenant:logo:added")
    assert (event.actor, event.details) == (ann, {"logo": made.name})


def test_the_same_picture_is_kept_once_in_an_organisation_and_again_in_another(ann: User) -> None:
    carl = make_person(make_tenant("fjordbank"), "carl")

    first, again, other = (have_logo(who.tenant, who) for who in (ann, ann, carl))

    assert first.pk == again.pk != other.pk
    assert first.mark == other.mark


def test_an_organisation_has_ten_at_most(ann: User) -> None:  # E18
    for n in range(MOST_LOGOS):
        have_logo(ann.tenant, ann, width=100 + n)

    with pytest.raises(TooManyLogos):
        have_logo(ann.tenant, ann, width=99)

    assert Logo.objects.count() == MOST_LOGOS


def test_t30_an_admin_sends_so_many_an_hour(ann: User) -> None:  # E18
    forget_tries()
    for _n in range(SENT_AN_HOUR):
        have_logo(ann.tenant, ann)

    with pytest.raises(TooManyTries):
        have_logo(ann.tenant, ann)


def test_the_one_that_is_shown_is_not_removed_and_another_is(ann: User) -> None:
    used, other = have_logo(ann.tenant, ann), have_logo(ann.tenant, ann, width=90)
    set_part(ann.tenant, "branding", logo=used.kept)

    with pytest.raises(LogoInUse):
        remove_logo(ann.tenant, used.mark, actor=ann)
    remove_logo(ann.tenant, other.mark, actor=ann)

    assert chosen_logo(ann.tenant) == used.kept
    assert list(Logo.objects.all()) == [used]
    assert AuditEvent.objects.filter(tag="tenant:logo:removed").count() == 1


def test_another_organisations_is_neither_removed_nor_chosen(ann: User) -> None:  # E18
    carl = make_person(make_tenant("fjordbank"), "carl")
    theirs = have_logo(carl.tenant, carl)

    with pytest.raises(NotYours):
        remove_logo(ann.tenant, theirs.mark, actor=ann)
    with pytest.raises(PolicyImpossible) as refused:
        set_part(ann.tenant, "branding", logo=theirs.kept)

    assert refused.value.problems == {"branding.logo": LOGO_GONE}


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"colour": "#1E4E40"}, NOT_A_COLOUR),
        ({"colour": "red;}body{display:none"}, NOT_A_COLOUR),
        ({"name": "x" * 61}, NOT_PLAIN),
        ({"name": "Nord\u202eljus"}, NOT_PLAIN),
        ({"help_text": "x" * 301}, NOT_PLAIN),
        ({"help_link": "http://nordljus.example/"}, NOT_A_LINK),
        ({"terms_link": "javascript:alert(1)"}, NOT_A_LINK),
        ({"privacy_link": "https://nordljus.example@evil.example/"}, NOT_A_LINK),
    ],
)
def test_t26_by_whatever_way_it_is_saved_it_is_looked_at(
    ann: User, settings: dict[str, str], problem: str
) -> None:  # E18
    with pytest.raises(PolicyImpossible) as refused:
        set_part(ann.tenant, "branding", **settings)

    assert list(refused.value.problems.values()) == [problem]


def test_a_link_is_a_whole_https_address() -> None:
    assert is_link("https://nordljus.example/help?page=1#top")
    assert not is_link("https://nordljus.example/" + "x" * 500)
    assert not is_link("//nordljus.example/")
    assert BrandingSettings().colour == ""
