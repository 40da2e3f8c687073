"""Whether pages offer to make a personal account."""

from django import template

from accounts.personal import signing_up

register = template.Library()


@register.simple_tag
def sign_up_is_open() -> bool:
    """Can somebody make an account here themselves?"""
    return signing_up.is_open()
