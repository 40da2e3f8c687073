"""Every address of the management API, below /management-api/v1/."""

from django.urls import path, re_path

from idp.rest.calls import Nothing
from idp.rest.groups.groups import Groups, OneGroup
from idp.rest.groups.members import Members
from idp.rest.logs.events import Events
from idp.rest.logs.sign_ins import SignIns
from idp.rest.me import Me
from idp.rest.people.acts import DoneToPerson
from idp.rest.people.listed import People
from idp.rest.people.one import Person
from idp.rest.people.passes import Passes
from idp.rest.people.ways_in import WayIn, WaysIn
from idp.rest.policy.policy import OneSection, WholePolicy
from idp.rest.schema import openapi

app_name = "management_api"
urlpatterns = [
    path("me/", Me.as_view(), name="me"),
    path("people/", People.as_view(), name="people"),
    path("people/<uuid:person_id>/", Person.as_view(), name="person"),
    path("people/<uuid:person_id>/acts/<slug:act>/", DoneToPerson.as_view(), name="act"),
    path("people/<uuid:person_id>/passes/", Passes.as_view(), name="passes"),
    path("people/<uuid:person_id>/ways-in/", WaysIn.as_view(), name="ways_in"),
    path("people/<uuid:person_id>/ways-in/<slug:method>/<str:row_id>/", WayIn.as_view(), name="way_in"),
    path("groups/", Groups.as_view(), name="groups"),
    path("groups/<int:group_id>/", OneGroup.as_view(), name="group"),
    path("groups/<int:group_id>/members/", Members.as_view(), name="members"),
    path("policy/", WholePolicy.as_view(), name="policy"),
    path("policy/<slug:key>/", OneSection.as_view(), name="policy_section"),
    path("sign-ins/", SignIns.as_view(), name="sign_ins"),
    path("events/", Events.as_view(), name="events"),
    path("openapi.json", openapi, name="openapi"),
    re_path("", Nothing.as_view(), name="nothing"),
]
