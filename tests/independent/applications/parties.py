"""The table of applications that others' libraries make. Each shows at ``/`` a link *Sign in*, and who is signed in.

They listen on 127.0.0.1 while Handslag is at localhost: two sites to a browser, whose cookies do not mix.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from accounts.tenants.models import Tenant
from idp.oidc.issuer import issuer_of
from tests.architecture.files import ROOT
from tests.independent.applications.apache import apache
from tests.support.proxies import answers
from tests.support.relying import RelyingParty, make_application
from tests.support.services import free_port
from tests.support.waiting import until

PYTHON_SITES = Path(__file__).parent / "sites"
NODE_SITES = ROOT / "tests" / "node" / "applications" / "sites"
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Site:
    """Where an application runs, and what it was told when it was added."""

    port: int
    folder: Path
    told: dict[str, str]

    @property
    def origin(self) -> str:
        return self.told["ORIGIN"]


Command = Callable[[Site], list[str]]


def _python(name: str) -> Command:
    return lambda _site: [sys.executable, str(PYTHON_SITES / f"{name}.py")]


def _node(name: str) -> Command:
    return lambda _site: ["node", str(NODE_SITES / f"{name}.mjs")]


@dataclass(frozen=True, kw_only=True)
class Party:
    """One application: `key` names it, `callback` is the path to which it is answered."""

    key: str
    command: Command
    callback: str
    kind: str = "web"


APACHE = Party(key="mod_auth_openidc", command=apache, callback="/inside/callback")
OUR_EXAMPLE = ROOT / "docs" / "examples" / "application.py"
PARTIES = (
    Party(
        key="the example of our docs",
        command=lambda _site: [sys.executable, str(OUR_EXAMPLE)],
        callback="/callback",
    ),
    Party(key="mozilla-django-oidc", command=_python("django_site"), callback="/oidc/callback/"),
    Party(key="Authlib in Flask", command=_python("flask_site"), callback="/callback"),
    Party(key="express-openid-connect", command=_node("express_site"), callback="/callback"),
    Party(key="oidc-client-ts", command=_node("page_site"), callback="/callback", kind="single_page"),
    APACHE,
)


@contextmanager
def running(
    party: Party, tenant: Tenant, *, host: str = "127.0.0.1", ends_at: str = ""
) -> Iterator[tuple[Site, RelyingParty]]:
    """The application while it runs, added to this organisation; `ends_at` is where its browser hears of endings."""
    port = free_port()
    origin = f"http://{host}:{port}"
    added = make_application(
        tenant,
        name=party.key.title(),
        kind=party.kind,
        redirect_uris=[f"{origin}{party.callback}"],
        post_logout_uris=[f"{origin}/bye"],
        frontchannel_logout_uri=f"{origin}{ends_at}" if ends_at else "",
    )
    told = {"ISSUER": issuer_of(tenant), "CLIENT_ID": added.client_id, "CLIENT_SECRET": added.secret}
    with TemporaryDirectory() as folder:
        site = Site(port, Path(folder), {**told, "ORIGIN": origin, "PORT": str(port), "FOLDER": folder})
        # Apache reads its pages as nobody.
        site.folder.chmod(0o755)
        with _started(party, site):
            yield site, added


@contextmanager
def _started(party: Party, site: Site) -> Iterator[None]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    with (site.folder / "said").open("w") as said:
        process = subprocess.Popen(party.command(site), stdout=said, stderr=said, env={**kept, **site.told})
    try:
        until(lambda: process.poll() is not None or answers(site.port))
        assert process.poll() is None, (site.folder / "said").read_text()
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
