"""The proxies of docs/operate.md, as the files in deploy/ set them up: only paths and ports are others."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.files import ROOT
from tests.support.services import free_port, missing
from tests.support.waiting import until

NAME = "id.example.org"
PATIENCE_SECONDS = 20
STARTS = 5
# Fewer than an operator allows: a test opens them all.
REQUESTS_OF_AN_ADDRESS = 20
APACHE_MODULES = (
    "mpm_event authz_core alias headers http2 lbmethod_byrequests proxy proxy_balancer proxy_http "
    "proxy_wstunnel reqtimeout setenvif slotmem_shm ssl"
)


@dataclass(frozen=True)
class Place:
    """Where a proxy keeps its files and listens, and where Handslag does."""

    folder: Path
    plain_port: int
    port: int
    handslag: int
    # What a test changes in the file besides, to find out what is noticed.
    doctored: Mapping[str, str] = field(default_factory=dict)

    @property
    def certificate(self) -> tuple[Path, Path]:
        return self.folder / "certificate.pem", self.folder / "key.pem"

    def file(self, name: str, **replaced: str) -> Path:
        """The file of deploy/ with what an operator replaces, and what a test has to."""
        certificate, key = self.certificate
        text = (ROOT / "deploy" / name).read_text()
        for written, own in {
            "127.0.0.1:8000": f"127.0.0.1:{self.handslag}",
            f"/etc/ssl/certs/{NAME}.pem": str(certificate),
            f"/etc/ssl/private/{NAME}.key": str(key),
            **replaced,
        }.items():
            text = re.sub(rf"{re.escape(written)}(?!\d)", own, text)
        for written, other in self.doctored.items():
            assert written in text, f"{name} has no {written}"
            text = text.replace(written, other)
        (self.folder / name).write_text(text)
        return self.folder / name


def nginx(place: Place) -> list[str]:
    ports = {"listen 80": f"listen {place.plain_port}", "listen 443": f"listen {place.port}"}
    kept = " ".join(
        f"{kind}_temp_path {place.folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    fewer = {"limit_conn handslag 500": f"limit_conn handslag {REQUESTS_OF_AN_ADDRESS}"}
    site = place.file("nginx.conf", **ports, **fewer, **{"/var/log/nginx": str(place.folder)})
    main = place.folder / "main.conf"
    own = f"user root; daemon off; pid {place.folder}/pid; error_log stderr; events {{}}"
    main.write_text(f"{own} http {{ {kept} include {site}; }}")
    return ["nginx", "-c", str(main), "-e", "stderr"]


def apache(place: Place) -> list[str]:
    ports = {"*:80": f"*:{place.plain_port}", "*:443": f"*:{place.port}"}
    site = place.file("apache.conf", **ports, **{"${APACHE_LOG_DIR}": str(place.folder)})
    main = place.folder / "main.conf"
    modules = [
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in APACHE_MODULES.split()
    ]
    own = (f"ServerRoot {place.folder}", f"DefaultRuntimeDir {place.folder}", f"PidFile {place.folder}/pid")
    listens = (f"Listen {place.plain_port}", f"Listen {place.port}", "User nobody", "Group nogroup")
    main.write_text("\n".join([*own, "ErrorLog /dev/stderr", *modules, *listens, f"Include {site}", ""]))
    return ["apache2", "-D", "FOREGROUND", "-f", str(main)]


def caddy(place: Place) -> list[str]:
    certificate, key = place.certificate
    own = f"admin off\n\thttp_port {place.plain_port}\n\thttps_port {place.port}\n\tservers {{"
    site = place.file(
        "Caddyfile",
        **{"servers {": own, f"{{$HANDSLAG_HOST:{NAME}}} {{": f"{NAME} {{\n\ttls {certificate} {key}"},
    )
    return ["caddy", "run", "--config", str(site), "--adapter", "caddyfile"]


PROXIES: dict[str, Callable[[Place], list[str]]] = {"nginx": nginx, "apache2": apache, "caddy": caddy}


@contextmanager
def running(
    program: str, folder: Path, *, handslag: int, doctored: Mapping[str, str] | None = None
) -> Iterator[Place]:
    """The proxy while it runs, before the Handslag that listens at this port."""
    if shutil.which(program) is None:
        missing(program, package=program)
    # Between finding a free port and listening at it, somebody's connection may take it: then others are tried.
    place, process = next(
        filter(None, (_started(program, _place(folder, handslag, doctored)) for _ in range(STARTS)))
    )
    try:
        yield place
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _place(folder: Path, handslag: int, doctored: Mapping[str, str] | None) -> Place:
    return Place(folder, free_port(), free_port(), handslag, doctored or {})


def _started(program: str, place: Place) -> tuple[Place, subprocess.Popen[bytes]] | None:
    folder = place.folder
    make_certificate(place)
    command = PROXIES[program](place)
    with (folder / "said").open("w") as said:
        own = {"PATH": os.environ["PATH"], "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
        process = subprocess.Popen(command, stdout=said, stderr=said, env=own)
    until(lambda: process.poll() is not None or answers(place.port))
    if process.poll() is None:
        return place, process
    text = (folder / "said").read_text()
    assert "in use" in text, text
    return None


def make_certificate(place: Place) -> None:
    certificate, key = place.certificate
    make = ["openssl", "req", "-x509", "-nodes", "-days", "60", "-newkey", "rsa:2048"]
    named = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run([*make, *named, "-out", certificate, "-keyout", key], check=True, capture_output=True)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def trusted(place: Place) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=place.certificate[0])


def connected(place: Place, *, address: str) -> http.client.HTTPConnection:
    """A connection by TLS from this address of the machine; what it is asked for is the caller's."""
    plain = socket.create_connection(
        ("127.0.0.1", place.port), timeout=PATIENCE_SECONDS, source_address=(address, 0)
    )
    connection = http.client.HTTPConnection(NAME)
    connection.sock = trusted(place).wrap_socket(plain, server_hostname=NAME)
    return connection
