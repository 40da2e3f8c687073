"""What one can ask of the phone on a terminal."""

from collections.abc import Callable
from urllib.parse import urlsplit

from devices.simulator.particulars import in_words
from devices.simulator.phone import SimulatedPhone
from devices.simulator.received import IncomingRequest
from devices.simulator.terminal.rules import Say, sentence_of
from devices.simulator.unlocking import UnlockMode

Ask = Callable[[str], str]


class CannotDo(Exception):
    """What was asked cannot be done; the message is a sentence for the person."""


def server_of(link: str) -> str:
    """The server that shows this link; "" when it is only a code."""
    address = urlsplit(link.strip())
    return f"{address.scheme}://{address.netloc}" if address.scheme and address.netloc else ""


def enrol(*, phone: SimulatedPhone, code: str, unlock: UnlockMode, say: Say) -> None:
    """Add an account by the code (or the whole link) that the browser shows."""
    only_code = code.rpartition("#enrol=")[2].strip()
    if not only_code:
        raise CannotDo("There is no code in that. Give the code or the whole link that the browser shows.")
    claimed = phone.claim(only_code)
    claims = claimed.challenge.claims
    say(f"{claims['tenant']['name']} adds the account {claims['account']['username']} to this phone.")
    phone.complete(unlock=unlock)
    say("Almost done: the browser shows a number. Answer with: phone approve NUMBER")


def list_phone(*, phone: SimulatedPhone, say: Say) -> None:
    """Show the accounts on this phone and the requests that wait."""
    require_account(phone)
    phone.refresh()
    for account in phone.accounts.values():
        how = "phone sign-in on" if account.phone_sign_in else "phone sign-in off"
        say(f"{account.username} at {account.tenant_name}: {account.state}, {how}")
    requests = phone.requests()
    if not requests:
        say("No requests are waiting.")
    for request in requests:
        say(describe(request))


def enable(*, phone: SimulatedPhone, say: Say) -> None:
    """Turn on phone sign-in for every account that may have it."""
    require_account(phone)
    phone.refresh()
    for account in phone.accounts.values():
        if account.state == "active" and not account.phone_sign_in:
            phone.enable_phone_sign_in(account)
            say(f"{account.username} signs in with this phone from now on.")


def approve(*, phone: SimulatedPhone, handle: str | None, number: str | None, say: Say) -> None:
    """Approve the waiting request, or the one named."""
    request = find_request(phone=phone, handle=handle)
    if request.match != "approve" and not number:
        # Sent without a number it would count as a wrong one and end the request.
        raise CannotDo("Give the number that the browser shows: phone approve NUMBER")
    state = phone.approve(request, number=None if request.match == "approve" else number)
    say(f"{sentence_of(state)} {describe(request)}")
    if request.kind == "enrol":
        say("The account is added. To sign in with this phone: phone enable")


def deny(*, phone: SimulatedPhone, handle: str | None, say: Say) -> None:
    """Deny the waiting request, or the one named."""
    request = find_request(phone=phone, handle=handle)
    state = phone.deny(request)
    say(f"{sentence_of(state)} {describe(request)}")


def report(*, phone: SimulatedPhone, handle: str | None, say: Say) -> None:
    """Say of the waiting request, or the one named, that it was somebody else."""
    request = find_request(phone=phone, handle=handle)
    say(f"Reported. {describe(request)}")
    for effect in phone.report(request)["effects"]:
        say(effect["text"])


def notices(*, phone: SimulatedPhone, is_ok: bool, say: Say) -> None:
    """Show what happened to the accounts on this phone, and say OK to it where that is wished."""
    require_account(phone)
    there = phone.calls.call(method="GET", path="phone/notices/")["notices"]
    for one in there:
        beside = [one[part] for part in ("about", "place", "browser", "by") if one[part]]
        say(", ".join([f"{phone.accounts[one['account']].username}: {one['text']}", *beside]))
        if is_ok:
            phone.calls.call(method="POST", path="phone/notices/seen/", body={"notice": one["handle"]})
    if not there:
        say("Nothing happened that you have not said OK to.")


def find_request(*, phone: SimulatedPhone, handle: str | None) -> IncomingRequest:
    """Return the waiting request that is meant. Raises CannotDo when there is none, or more than one to choose from."""
    require_account(phone)
    waiting = phone.requests()
    if handle is not None:
        waiting = [request for request in waiting if request.handle == handle]
    if not waiting:
        raise CannotDo("No such request is waiting.")
    if len(waiting) > 1:
        offered = "; ".join(describe(request) for request in waiting)
        raise CannotDo(f"Several requests are waiting: say which with --request. {offered}")
    return waiting[0]


def describe(request: IncomingRequest) -> str:
    """One line of what the person is shown (A04), with the handle to name it by."""
    context = request.context
    where = ", ".join(part for part in (context["browser"], context["system"], context["place"]) if part)
    offered = f", numbers {' '.join(request.choices)}" if request.choices else ""
    kind = request.kind.replace("_", " ")
    said = f', "{request.binding_message}"' if request.binding_message else ""
    exactly = "".join(f"; {in_words(one)}" for one in request.details)
    asks = context["application"] or context["tenant"]
    return f"[{request.handle}] {kind} at {asks} from {where}{offered}{said}{exactly}"


def require_account(phone: SimulatedPhone) -> None:
    """Raise CannotDo where no account is on the phone yet."""
    if not phone.accounts:
        raise CannotDo("No account is on this phone yet. Add one with: phone enrol CODE")


def ask_person(*, phone: SimulatedPhone, request: IncomingRequest, ask: Ask) -> str:
    """Ask whoever sits there what to answer, until it is understood; return what was done."""
    phone.mark_seen(request)
    needs_number = request.match != "approve"
    question = "The number the browser shows, or n to deny: " if needs_number else "y to approve, n to deny: "
    said = ""
    while said not in ("y", "n") and not said.isdigit():
        said = ask(question).strip().lower()
        if said == "y" and needs_number:
            said = ""
    if said == "n":
        return sentence_of(phone.deny(request))
    return sentence_of(phone.approve(request, number=said if needs_number else None))
