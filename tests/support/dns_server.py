"""A DNS server on this machine, over UDP as a resolver's: it answers what a test has it answer (DNS_RESOLVERS)."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from pytest_django import Settings


@dataclass
class DnsServer:
    """`texts` are the TXT records of each name, `aliases` where a name leads to; it does not know others."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    fails: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes | None:
        query = dns.message.from_wire(wire)
        [question] = query.question
        name = question.name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if self.is_silent:
            return None
        said = dns.message.make_response(query)
        said.flags |= dns.flags.RA
        if self.fails:
            said.set_rcode(dns.rcode.SERVFAIL)
            return said.to_wire()
        owner = name
        if alias := self.aliases.get(name):
            said.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{alias}."))
            owner = alias
        if owner not in self.texts:
            said.set_rcode(dns.rcode.NXDOMAIN)
        elif texts := self.texts[owner]:
            written = [" ".join(f'"{part}"' for part in _parts(text)) for text in texts]
            said.answer.append(dns.rrset.from_text_list(f"{owner}.", 60, "IN", "TXT", written))
        return said.to_wire()


def _parts(text: str) -> list[str]:
    """A record of more than 255 letters is several strings."""
    return [text[at : at + 200].replace('"', r"\"") for at in range(0, len(text), 200)] or [""]


@pytest.fixture
def dns_server(settings: Settings) -> Iterator[DnsServer]:
    made = DnsServer()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, socket = self.request
            if (answer := made.answer(wire)) is not None:
                socket.sendto(answer, self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.DNS_RESOLVERS = [f"127.0.0.1:{server.server_address[1]}"]
        yield made
        server.shutdown()
        thread.join()
