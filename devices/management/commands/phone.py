"""Phones on the command line: for demos, for watching that sign-in works, and for trying the protocol.

    manage.py phone [--phone NAME] [--server ADDRESS] enrol CODE|LINK [--unlock pin|platform|hardware]
    manage.py phone [--phone NAME] enable
    manage.py phone [--phone NAME] list
    manage.py phone [--phone NAME] approve [NUMBER] [--request HANDLE]
    manage.py phone [--phone NAME] deny [--request HANDLE]
    manage.py phone [--phone NAME] report [--request HANDLE]
    manage.py phone [--phone NAME] notices [--ok]
    manage.py phone [--phone NAME]… watch [--answer ask|approve|deny|wrong|never] [--after SECONDS]
                                          [--number-from COMMAND] [--count N] [--asleep PORT]
    manage.py phone phones

Each phone keeps its keys in a file of its own, var/phones/NAME.json, and goes on with the next command; without a name
it is the one called "mine", and watch takes all there are. The link says which server is meant, else --server, else
the file, else PUBLIC_URL and PORT as for the server itself. How it answers by rule: docs/simulator.md.
"""

import contextlib
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from devices.signatures.errors import SignatureRejected
from devices.simulator.calls import CallRefused
from devices.simulator.phone import SimulatedPhone
from devices.simulator.terminal import commands, kept, trouble
from devices.simulator.terminal.rules import ANSWERS, Rule
from devices.simulator.terminal.watching import Watch
from devices.simulator.waking.asleep import asleep
from devices.simulator.waking.service import LocalPushService

DASHED_CODE = re.compile(r"-[\w-]{42}")


class Command(BaseCommand):
    help = "Phones on the command line: enrol them, see their requests, approve or deny them, by hand or by rule."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        # With a blank before it, nobody takes a code that begins with a dash for an option.
        super().run_from_argv([f" {word}" if DASHED_CODE.fullmatch(word) else word for word in argv])

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--server", help="the server's address, as the browser shows it")
        parser.add_argument("--through", help="where to call it instead, such as a forwarded port")
        parser.add_argument(
            "--phone", action="append", dest="names", help="the phone's name here; for watch, several times"
        )
        parser.add_argument(
            "--phones", default="var/phones", type=Path, help="the folder that holds the phones"
        )
        parser.add_argument("--state", type=Path, help="a file that holds one phone, in place of the folder")
        actions = parser.add_subparsers(dest="action", required=True)
        enrol = actions.add_parser("enrol", help="add an account by the code or link in the browser")
        enrol.add_argument("code")
        enrol.add_argument("--unlock", choices=("pin", "platform", "hardware"), default="pin")
        actions.add_parser("enable", help="turn on phone sign-in for the accounts on this phone")
        actions.add_parser("list", help="show accounts and waiting requests")
        actions.add_parser("phones", help="show the phones that are kept here")
        approve = actions.add_parser("approve", help="approve a request with the number in the browser")
        approve.add_argument("number", nargs="?")
        approve.add_argument("--request")
        deny = actions.add_parser("deny", help="deny a request")
        deny.add_argument("--request")
        report = actions.add_parser("report", help="say that a request was somebody else's")
        report.add_argument("--request")
        notices = actions.add_parser("notices", help="show what happened to the accounts")
        notices.add_argument("--ok", action="store_true", help="and say OK to all of it")
        _add_watch(actions.add_parser("watch", help="wait for requests and answer them one by one"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._handle(options)
        except SignatureRejected as rejected:
            message = f"The server's message cannot be trusted ({rejected.reason}). Nothing was answered."
            raise CommandError(message) from None
        except (commands.CannotDo, ValueError) as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            self.stdout.write("")

    def _handle(self, options: dict[str, Any]) -> None:
        kept.take_along(options["phones"].with_name("phone.json"), options["phones"])
        match options["action"]:
            case "phones":
                self._list_phones(options)
            case "watch":
                self._watch(options)
            case _:
                [one, *others] = _meant(options)
                if others:
                    raise commands.CannotDo("One phone at a time: give one name.")
                with self._opened(one, options) as (phone, _server):
                    self._act(phone, options)

    @contextlib.contextmanager
    def _opened(self, one: kept.Kept, options: dict[str, Any]) -> Iterator[tuple[SimulatedPhone, str]]:
        said = commands.server_of(options.get("code") or "") or options["server"]
        server = str(said or kept.server_of(one) or settings.PUBLIC_URL).rstrip("/")
        reached = str(options["through"] or server).rstrip("/")
        try:
            with kept.opened(one, server=server, through=options["through"]) as phone:
                yield phone, reached
        except CallRefused as refusal:
            raise CommandError(trouble.refused(refusal, server=reached)) from None
        # Before ValueError: a certificate that is refused is both.
        except OSError as problem:
            raise CommandError(trouble.unreachable(problem, server=reached)) from None

    def _act(self, phone: SimulatedPhone, options: dict[str, Any]) -> None:
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
            case "notices":
                commands.notices(phone=phone, is_ok=options["ok"], say=say)

    def _list_phones(self, options: dict[str, Any]) -> None:
        there = kept.kept_in(options["phones"])
        for one in there:
            with self._opened(one, options) as (phone, server):
                names = ", ".join(account.username for account in phone.accounts.values()) or "no account yet"
                self.stdout.write(f"{one.name}: {names}, at {server}")
        if not there:
            self.stdout.write("No phone is kept here yet. Add an account with: phone --phone NAME enrol CODE")

    def _watch(self, options: dict[str, Any]) -> None:
        rule = Rule(
            answer=options["answer"], after=options["after"], number_from=options["number_from"] or ""
        )
        watch = Watch(rule=rule, say=self.stdout.write, ask=input, enough=options["count"])
        watched = _meant(options) if options["names"] or options["state"] else _all(options)
        with contextlib.ExitStack() as stack:
            service = stack.enter_context(_push_service(options["asleep"])) if options["asleep"] else None
            for one in watched:
                phone, server = stack.enter_context(self._opened(one, options))
                commands.require_account(phone)
                sleeping = stack.enter_context(asleep(phone, service=service)) if service else None
                watched_one = {"name": one.name, "phone": phone, "server": server, "sleeping": sleeping}
                watch.add(**watched_one, keep=partial(kept.keep, one, phone))
            self.stdout.write("Waiting for requests. Stop with Ctrl+C.")
            watch.run()


def _add_watch(watch: ArgumentParser) -> None:
    watch.add_argument("--answer", choices=ANSWERS, default="ask", help="what to do with each request")
    watch.add_argument("--after", type=float, default=0, help="so many seconds after it came")
    watch.add_argument("--number-from", help="a command that prints the number of the request with a handle")
    watch.add_argument("--asleep", type=int, metavar="PORT", help="look only when a notification comes")
    watch.add_argument("--count", type=int, default=0, help="stop after so many")


def _push_service(port: int) -> LocalPushService:
    try:
        return LocalPushService(port)
    except (OSError, OverflowError) as why:
        raise commands.CannotDo(f"Nothing can listen at port {port}: {why}") from None


def _meant(options: dict[str, Any]) -> list[kept.Kept]:
    if options["state"]:
        return [kept.Kept(name=options["state"].stem, path=options["state"])]
    return [kept.kept_as(options["phones"], name) for name in options["names"] or [kept.FIRST]]


def _all(options: dict[str, Any]) -> list[kept.Kept]:
    there = kept.kept_in(options["phones"])
    if not there:
        raise commands.CannotDo("No account is on a phone here yet. Add one with: phone enrol CODE")
    return there
