from __future__ import annotations

import re
from urllib.parse import urlsplit

from accounts.domains.services import claim
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from tests.browser.looks.conftest import Looks
from tests.support.entering import enters_by_phone
from tests.support.hook_server import make_hook
from tests.support.logos import have_logo
from tests.support.people import make_person, set_part
from tests.support.ready_phone import ready_phone
from tests.support.relying import make_application
from tests.support.scripts import make_script

AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
FEWEST_PAGES = 12
NIGHT = {"key": "ab", "name": "Night shift", "any_of": [["password", "phone"]]}


def test_every_page_of_the_portal_that_a_link_leads_to(
    looks: Looks, nordljus: Tenant, ann: User
) -> None:  # H07
    operator = make_person(nordljus, "olle", role="operator")
    Group.objects.create(tenant=nordljus, name="Visitors").members.add(ann)
    make_person(nordljus, "maximiliana.wolfeschlegelsteinhausenbergerdorff")
    make_hook(nordljus, operator)
    looks.browser.signs_in_by_password(ann)
    looks.browser.is_signed_in()
    looks.at_page("/portal/")
    looks.browser.signs_out()
    phone = ready_phone(looks.phone, operator)
    phone.closes()
    looks.browser.signs_in_by_password(operator)
    looks.browser.is_signed_in()
    looks.at_page("/portal/")
    phone.opens()
    looks.browser.presses("Sign in with your phone")
    phone.sees("Is it still you?")
    looks.at_phone("fresh proof")
    phone.gives(looks.browser.digits_shown())
    looks.browser.page.wait_for_url("**/portal/")

    seen = walk(looks, start="/portal/")

    assert len(seen) >= FEWEST_PAGES, seen
    looks.browser.page.goto(f"/portal/policy/{nordljus.pk}/what-if/")
    looks.browser.writes("Who signs in", ann.username)
    looks.browser.presses("See what they are asked")
    looks.browser.reads(re.compile("^(Step|Steg) 1$"))
    looks.at_browser("what if, answered")
    looks.browser.page.goto(f"/portal/policy/{nordljus.pk}/set/phone/")
    looks.browser.page.get_by_label(looks.browser.words("Off: nobody is offered it")).check()
    looks.browser.presses("Save")
    looks.browser.sees("People will notice this")
    looks.at_browser("policy, people will notice")


def test_pages_of_what_an_organisation_has_made_for_itself(looks: Looks, nordljus: Tenant) -> None:  # H07
    operator = make_person(nordljus, "olle", role="operator")
    policy, settings = f"/portal/policy/{nordljus.pk}", f"/portal/settings/{nordljus.pk}"
    waiting = claim(nordljus, "nordljus-energi.example", actor=operator)
    key = make_script(nordljus, operator).token
    wages = make_application(nordljus, name="Wages").application
    applications = f"/portal/applications/{nordljus.pk}"
    logo = have_logo(nordljus, operator)
    set_part(
        nordljus, "branding", name="Nordljus Energi", logo=logo.kept, colour="#7a1fa2", help_text="Call us"
    )
    set_part(nordljus, "strengths", sets=[NIGHT])
    enters_by_phone(looks.browser, operator)

    for address in (
        f"{policy}/strengths/",
        f"{policy}/set/strengths-ab/",
        f"{policy}/set/branding/",
        f"{policy}/logos/",
        f"{settings}/domains/waiting/{waiting.pk}/",
        f"{settings}/api-keys/{key.pk}/revoke/",
        f"{applications}/",
        f"{applications}/add/",
        f"{applications}/{wages.pk}/",
        f"{applications}/{wages.pk}/change/people/",
        f"{applications}/{wages.pk}/copy/grafana/",
        f"{applications}/{wages.pk}/secret/",
        f"{applications}/{wages.pk}/try/",
        "/test-application/",
        "/security-info/",
        f"{settings}/api-keys/make/",
    ):
        looks.at_page(address)
    looks.browser.writes("Name", "Log reader")
    looks.browser.page.get_by_role("checkbox").first.check()
    looks.browser.presses("Make it")
    looks.browser.sees("The API key is made")

    looks.at_browser("an API key, shown once")


def walk(looks: Looks, *, start: str) -> set[str]:
    """Looks at each kind of page once; an address is of the same kind as another when only an id differs."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        address = ahead.pop(0)
        if kind_of(address) in seen:
            continue
        seen.add(kind_of(address))
        looks.at_page(address)
        shown = looks.browser.page.locator("a[href]:not([download])")
        links = shown.evaluate_all(
            "links => links.map(link => new URL(link.getAttribute('href'), link.baseURI).href)"
        )
        ahead += [urlsplit(link).path for link in links if urlsplit(link).path.startswith("/portal/")]
    return seen


def kind_of(address: str) -> str:
    return AN_ID.sub("*", address)
