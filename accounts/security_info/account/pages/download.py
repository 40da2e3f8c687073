"""A copy of everything that is held about one, to keep: by a button, for it is counted and told."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.holdings.registry import holdings
from accounts.security_info.account.copying.making import FORMS, MOST_A_DAY, copy_of
from accounts.signin import proven
from accounts.signin.door import guards_ways_in
from accounts.signin.wish import typed


@guards_ways_in
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest) -> HttpResponse:
    """GET says what it holds; POST sends it, in parts, however long it is."""
    form = FORMS.get(request.POST.get("form", ""))
    if request.method == "POST" and form is not None:
        parts = copy_of(proven.signed_in_user(request), form)
        named = {"Content-Disposition": f'attachment; filename="{form.file_name}"'}
        answer = StreamingHttpResponse(parts, content_type=form.content_type, headers=named)
        return cast("HttpResponse", answer)  # what guards a page hands it on as it is
    typed(request)
    context = {"holdings": holdings(), "most_a_day": MOST_A_DAY}
    return render(request, "accounts/security_info/account/download.html", context)
