"""A one-time link: asks before it is spent, so that a link preview does not use it up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.signin import flow
from accounts.signin.door import SECURITY_INFO
from accounts.signin.wish import Wish
from accounts.throttle.counting import count
from accounts.users.strangers import networks_of
from accounts.ways.one_time_link import services as one_time_link

TRIES_PER_MINUTE = 10


@require_http_methods(["GET", "POST"])
def one_time(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "GET":
        return render(request, "accounts/ways/one_time_link.html")
    count(*networks_of(request, one_time_link.KEY, a_minute=TRIES_PER_MINUTE))
    user, proof = one_time_link.spend(token)
    leads_to = one_time_link.opened_by_link(user, [proof]) or reverse("security_info:methods")
    wish = Wish(return_to=leads_to, application=str(SECURITY_INFO))
    return flow.begin_with(request, user, proof, wish=wish)
