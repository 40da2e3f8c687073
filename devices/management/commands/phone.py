"""A phone on the command line: for demos, and for trying the protocol.

    manage.py phone [--server ADDRESS] enrol CODE|LINK [--unlock pin|platform]
    manage.py phone enable
    manage.py phone list
    manage.py phone approve [NUMBER] [--request HANDLE]
    manage.py phone deny [--request HANDLE]
    manage.py phone report [--request HANDLE]
    manage.py phone watch

It keeps its keys in a file (--state), so the same phone goes on with the next command. The link says which server is
meant, else --server, else the file, else PUBLIC_URL and PORT as for the server itself.
"""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from devices.signatures.errors import SignatureRejected
from devices.simulator.calls import CallRefused
from devices.simulator.http import HttpTransport
from devices.simulator.phone import SimulatedPhone
from devices.simulator.terminal import commands, trouble
from devices.simulator.terminal.state_file import load_phone, save_phone, server_kept

DASHED_CODE = re.compile(r"-[\w-]{42}")


class Command(BaseCommand):
    help = "A phone on the command line: enrol it, see its requests, approve or deny them."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        # With a blank before it, nobody takes a code that begins with a dash for an option.
        super().run_from_argv([f" {word}" if DASHED_CODE.fullmatch(word) else word for word in argv])

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--server", help="the server's address, as the browser shows it")
        parser.add_argument("--through", help="where to call it instead, such as a forwarded port")
        parser.add_argument(
            "--state", default="var/phone.json", type=Path, help="the file that holds this phone"
        )
        actions = parser.add_subparsers(dest="action", required=True)
        enrol = actions.add_parser("enrol", help="add an account by the code or link in the browser")
        enrol.add_argument("code")
        enrol.add_argument("--unlock", choices=("pin", "platform"), default="pin")
        actions.add_parser("enable", help="turn on phone sign-in for the accounts on this phone")
        actions.add_parser("list", help="show accounts and waiting requests")
        approve = actions.add_parser("approve", help="approve a request with the number in the browser")
        approve.add_argument("number", nargs="?")
        approve.add_argument("--request")
        deny = actions.add_parser("deny", help="deny a request")
        deny.add_argument("--request")
        report = actions.add_parser("report", help="say that a request was somebody else's")
        report.add_argument("--request")
        actions.add_parser("watch", help="wait for requests and answer them one by one")

    def handle(self, *_args: Any, **options: Any) -> None:
        path = options["state"]
        server = self._server(options)
        reached = (options["through"] or server).rstrip("/")
        try:
            transport = HttpTransport(base_url=reached, public_url=server)
            phone = load_phone(path=path, transport=transport, public_url=server)
            try:
                self._act(phone, reached, options)
            finally:
                # Also after a refusal: the next device token may have been handed out before it.
                path.parent.mkdir(parents=True, exist_ok=True)
                save_phone(path=path, phone=phone)
        except CallRefused as refusal:
            raise CommandError(trouble.refused(refusal, server=reached)) from None
        except SignatureRejected as rejected:
            message = f"The server's message cannot be trusted ({rejected.reason}). Nothing was answered."
            raise CommandError(message) from None
        # Before ValueError: a certificate that is refused is both.
        except OSError as problem:
            raise CommandError(trouble.unreachable(problem, server=reached)) from None
        except (commands.CannotDo, ValueError) as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            self.stdout.write("")

    def _server(self, options: dict[str, Any]) -> str:
        said = commands.server_of(options.get("code", "")) or options["server"]
        return str(said or server_kept(options["state"]) or settings.PUBLIC_URL).rstrip("/")

    def _act(self, phone: SimulatedPhone, server: str, options: dict[str, Any]) -> None:
        say = self.stdout.write
        match options["action"]:
            case "enrol":
                commands.enrol(phone=phone, code=options["code"], unlock=options["unlock"], say=say)
            case "enable":
                commands.enable(phone=phone, say=say)
            case "list":
                commands.list_phone(phone=phone, say=say)
            case "approve":
                commands.approve(phone=phone, handle=options["request"], number=options["number"], say=say)
            case "deny":
                commands.deny(phone=phone, handle=options["request"], say=say)
            case "report":
                commands.report(phone=phone, handle=options["request"], say=say)
            case "watch":
                commands.watch(phone=phone, server=server, say=say, ask=input, refused=CallRefused)
