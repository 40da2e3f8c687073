"""Asking for a code, after something else was proven (F02, F04): alike for whatever gives codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.methods.proof import Passed
from accounts.signin import flow
from accounts.signin.step import step_of
from accounts.users.models import User
from devices.otp.source import CodeSource

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=20, error_messages={"required": _("Write the digits that are shown.")}
    )


@dataclass(frozen=True, kw_only=True)
class CodePage:
    """What a page that asks for a code says and does: `take` uses it up, `unspent` are those that may give one."""

    proof: Passed
    title: StrOrPromise
    prompt: StrOrPromise
    wrong: StrOrPromise
    spent: StrOrPromise
    take: Callable[[User, str], CodeSource | None]
    unspent: Callable[[User], QuerySet[CodeSource]]


def ask(request: HttpRequest, page: CodePage) -> HttpResponse:
    """Ask for a code and take it; every try is counted before it is verified (T15)."""
    step = step_of(request, page.proof.key)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guesses = step.count_try()
        user = step.who_may()
        source = page.take(user, form.cleaned_data["code"]) if user is not None else None
        if user is not None and source is not None:
            guesses.was_right()
            return flow.pass_step(step, user, page.proof, device=source)
        step.fail("wrong_code")
        is_spent = user is not None and not page.unspent(user).exists()
        form.add_error("code", str(page.spent if is_spent else page.wrong))
    context = {"form": form, "page": page, **step.context}
    return render(request, "devices/otp/code.html", context, status=400 if form.errors else 200)
