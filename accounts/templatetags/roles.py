"""May somebody do this? Asked in a template: ``{% if user|may:"open_portal" %}``."""

from django.contrib.auth.models import AnonymousUser
from django.template import Library

from accounts.users import roles
from accounts.users.models import User

register = Library()


@register.filter
def may(user: User | AnonymousUser, act: str) -> bool:
    return isinstance(user, User) and roles.may(user, roles.Act(act))
