"""The frameworks that settings can be copied for. A new one is a row, and a template of its key.

`tried` names what this project's own tests run against the real server, and which version; where it is empty, nobody
tried it here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from idp.oidc.applications.models import Application

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WEB, NATIVE = Application.Kind.WEB.value, Application.Kind.NATIVE.value


@dataclass(frozen=True, kw_only=True)
class Framework:
    """`answered_at`: the path at which it takes answers, "" where one chooses; `kinds`: of which kind it must be."""

    key: str
    title: str
    where: StrOrPromise
    answered_at: str = ""
    kinds: tuple[str, ...] = (WEB,)
    tried: str = ""
    note: StrOrPromise = ""

    def is_answered_at(self, addresses: Iterable[str]) -> bool:
        """Does one of these addresses end where it takes answers?"""
        return not self.answered_at or any(
            urlsplit(address).path.endswith(self.answered_at) for address in addresses
        )


FRAMEWORKS = (
    Framework(
        key="django",
        title="Django, mozilla-django-oidc",
        where=_("In settings.py."),
        answered_at="/oidc/callback/",
        tried="mozilla-django-oidc 5.0.2",
    ),
    Framework(
        key="flask",
        title="Flask, Authlib",
        where=_("Beside your Flask application."),
        tried="authlib 1.9.10, flask 3.1.3",
    ),
    Framework(
        key="express",
        title="Express, openid-client",
        where=_("Beside your Express application."),
        tried="openid-client 6.9.0",
        note=_("The calls of openid-client are what is tried here; Express around them is not."),
    ),
    Framework(
        key="spring",
        title="Spring Boot",
        where=_("In application.yml."),
        answered_at="/login/oauth2/code/handslag",
    ),
    Framework(
        key="aspnet",
        title="ASP.NET Core",
        where=_("In Program.cs."),
        answered_at="/signin-oidc",
    ),
    Framework(
        key="apache",
        title="Apache, mod_auth_openidc",
        where=_("In the virtual host. The redirect address is one that no page of yours has."),
        tried="mod_auth_openidc 2.4.12",
    ),
    Framework(
        key="nginx",
        title="nginx, oauth2-proxy",
        where=_("First oauth2-proxy.cfg, then the server of nginx."),
        answered_at="/oauth2/callback",
        note=_(
            "It lets in only people whose mail address is known here to be theirs (email_verified), and refuses "
            "everybody else."
        ),
    ),
    Framework(
        key="grafana",
        title="Grafana",
        where=_("In grafana.ini."),
        answered_at="/login/generic_oauth",
        note=_(
            "Members of the group Grafana admins become admins there: change its name to one of your own."
        ),
    ),
    Framework(
        key="nextcloud",
        title="Nextcloud, OpenID Connect user backend",
        where=_("On the server, in the folder of Nextcloud."),
        answered_at="/apps/user_oidc/code",
    ),
    Framework(
        key="gitlab",
        title="GitLab",
        where=_("In /etc/gitlab/gitlab.rb, then run gitlab-ctl reconfigure."),
        answered_at="/users/auth/openid_connect/callback",
    ),
    Framework(
        key="opkssh",
        title="opkssh",
        where=_(
            "First ~/.opk/config.yml of each person, then /etc/opk/providers and /etc/opk/auth_id of the server."
        ),
        answered_at="/login-callback",
        kinds=(NATIVE,),
        note=_("Its redirect addresses are of the person's own machine: write all three down here."),
    ),
    Framework(
        key="postgresql",
        title="PostgreSQL 18",
        where=_("First postgresql.conf, pg_hba.conf and pg_ident.conf, then how somebody connects."),
        kinds=(NATIVE,),
        note=_(
            "It signs people in with a code that they confirm in a browser, as on a screen without a keyboard: turn "
            "that on at What else it may do. The server needs a validator that reads what we sign."
        ),
    ),
)
