"""What the ways to sign in bring to every page, asked in a template."""

from __future__ import annotations

from django.template import Library

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod

register = Library()


@register.simple_tag
def on_this_device() -> VerificationMethod | None:
    """Return the first way that is proven on the machine of the browser itself, None when there is none."""
    return next((method for method in registry.in_order() if method.is_on_this_device), None)
