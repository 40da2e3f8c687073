"""``manage.py operator USERNAME``: makes (or finds) an operator and prints a link that signs them in once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.methods import one_time_link
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.refusals import Refusal
from accounts.tenants.models import Domain, Tenant
from accounts.tenants.resolve import canonical_username
from accounts.users.models import User


class Command(BaseCommand):
    help = (
        "Makes the operator of this installation, and prints a link that signs them in once, within an hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="for example you@example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = find_or_make_operator(canonical_username(options["username"]))
        except Refusal as refused:
            raise CommandError(str(refused.public_text)) from refused
        token = one_time_link.grant(user, actor=None, now=timezone.now())
        self.stdout.write(
            f"Open this within an hour to sign in as {user.username}, then add your phone there:"
        )
        self.stdout.write(settings.PUBLIC_URL + reverse("signin:one_time", args=[token]))


@transaction.atomic
def find_or_make_operator(username: str) -> User:
    """The operator with this username. A new one gets an organisation of the operators, phone sign-in on for all."""
    existing = User.objects.filter(username=username).first()
    if existing is not None:
        if not existing.is_operator:
            raise CommandError(f"{username} is a user already, and not an operator. Choose another username.")
        return existing
    domain = username.rpartition("@")[2]
    tenant = Tenant.objects.filter(domains__name=domain).first()
    if tenant is None:
        tenant = Tenant.objects.create(name=domain, slug=domain.replace(".", "-")[:50])
        Domain.objects.create(tenant=tenant, name=domain, is_verified=True)
        TenantPolicy.objects.create(tenant=tenant)
        MethodPolicy.objects.create(tenant=tenant, method="phone", is_on=True, for_everyone=True)
    return User.objects.create_user(username, tenant=tenant, display_name="", role=User.Role.OPERATOR)
