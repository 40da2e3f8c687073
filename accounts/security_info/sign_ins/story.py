"""One sign-in in words: what was asked at each step, what was answered, how long that took, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit.browser_names import in_words
from accounts.audit.details import is_explained, meaning_of, name_of
from accounts.audit.events import words_to_person
from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.security_info.sign_ins import elsewhere
from accounts.security_info.sign_ins.elsewhere import Answer
from accounts.signin.events import NOTHING_MORE, SIGN_IN_REFUSED, SIGNED_IN
from accounts.users.places import place_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Step:
    """One way that was asked for, and what came of it."""

    label: str
    words: str
    at: datetime | None = None


@dataclass
class Question:
    """What was asked elsewhere, as on a phone, and its answers as they came."""

    asked: AuditEvent
    answers: list[AuditEvent] = field(default_factory=list)


@dataclass(frozen=True)
class Story:
    """A sign-in by its events, the first first: at least one. `says` is how an event is said to whoever reads."""

    key: str
    events: list[AuditEvent]
    says: Callable[[str], StrOrPromise] = words_to_person

    @property
    def begun_at(self) -> datetime:
        at: datetime = self.events[0].at
        return at

    @cached_property
    def end(self) -> AuditEvent | None:
        """That somebody was signed in by it; None where nobody was."""
        return next((event for event in self.events if event.tag == SIGNED_IN.tag), None)

    @cached_property
    def answered(self) -> Answer | None:
        """That it is no sign-in of a browser, but what somebody answered for another screen; None where it is one."""
        return elsewhere.find(self.events[0].tag)

    @property
    def is_in(self) -> bool:
        """Was somebody, or another screen, signed in by it?"""
        return self.end is not None or (self.answered is not None and self.answered.is_in)

    @property
    def is_from_inside(self) -> bool:
        """Was whoever did it signed in, by then at the latest?"""
        return self.end is not None or self.answered is not None

    @property
    def passed(self) -> list[str]:
        """The keys of the ways that were proven in it, as far as the log knows."""
        said = (event.details.get(name, ()) for event in self.events for name in ("proven", "methods"))
        return list(dict.fromkeys(key for keys in said for key in keys))

    @cached_property
    def steps(self) -> list[Step]:
        return list(_steps(self.events, self.says)) if self.answered is None else []

    @property
    def requests(self) -> list[str]:
        """What was asked of phones."""
        return list(dict.fromkeys(found for event in self.events if (found := event.details.get("request"))))

    @property
    def browser(self) -> str:
        return in_words(self.said("browser"))

    @property
    def address(self) -> str:
        return str(self.said(self.answered.address if self.answered is not None else "address"))

    @property
    def place(self) -> str:
        return place_of(self.address)

    @property
    def application(self) -> str:
        return str(self.said("application"))

    @property
    def recovers(self) -> str:
        return _label(self.said("recovers"))

    @property
    def is_again(self) -> bool:
        return bool(self.said("again"))

    @property
    def is_new_browser(self) -> bool:
        return bool(self.said("new_browser"))

    @property
    def level(self) -> str:
        return str(meaning_of("acr", self.said("acr"))) if self.end else ""

    @property
    def took(self) -> str:
        """How long it took until somebody was signed in; "" where that was no time at all."""
        seconds = self.end.details.get("took", 0) if self.end else 0
        return _seconds(seconds) if seconds else ""

    @property
    def why_so_much(self) -> str:
        """What asked for more than one step, in words; "" where nothing did, or nobody was signed in."""
        codes = self.end.details.get("needed", ()) if self.end else ()
        asked = [str(meaning_of("needed", code)) for code in codes if code != NOTHING_MORE]
        return f"{name_of('needed')} {'; '.join(asked)}" if asked else ""

    def said(self, name: str) -> Any:
        """What the log says of this, the last that it says."""
        return next((found for event in reversed(self.events) if (found := event.details.get(name))), "")


def _steps(events: Iterable[AuditEvent], says: Callable[[str], StrOrPromise]) -> Iterator[Step]:
    """In their order: what the log only says afterwards stands before whatever was asked next."""
    told: set[str] = set()
    for what in _questions(events):
        event = what.asked
        yield from _passed(event.details.get("proven", ()), told)
        if event.tag == SIGNED_IN.tag:
            yield from _passed(event.details.get("methods", ()), told)
            if reason := event.details.get("reason"):
                yield Step(_("No more was asked"), _reason(reason))
        else:
            told.update([event.details.get("method", "")] if what.answers else ())
            yield Step(_label(event.details.get("method", "")), _words(what, says), event.at)


def _questions(events: Iterable[AuditEvent]) -> list[Question]:
    questions: dict[object, Question] = {}
    for event in events:
        known = questions.get(event.details.get("request", event.pk))
        if known is not None:
            known.answers.append(event)
        else:
            questions[event.details.get("request", event.pk)] = Question(event)
    return list(questions.values())


def _passed(keys: Iterable[str], told: set[str]) -> Iterator[Step]:
    for key in keys:
        if key not in told:
            told.add(key)
            yield Step(_label(key), _("accepted"))


def _words(what: Question, says: Callable[[str], StrOrPromise]) -> str:
    """What was asked and answered, or what was wrong with what was given."""
    event = what.asked
    if event.tag == SIGN_IN_REFUSED.tag:
        return _reason(event.details.get("reason", ""))
    details = event.details
    asked = f"{name_of('asked')} {meaning_of('asked', details['asked'])}" if "asked" in details else ""
    said = [asked or str(says(event.tag))]
    if "quiet" in details:
        said.append(_("without a notification (%(why)s)") % {"why": meaning_of("quiet", details["quiet"])})
    for answer in what.answers:
        after = _seconds((answer.at - event.at).total_seconds())
        said.append(_("%(what)s after %(time)s") % {"what": says(answer.tag), "time": after})
    return ", ".join(said)


def _reason(code: str) -> str:
    """Why, in words; a code that has none is for whoever reads logs."""
    return str(meaning_of("reason", code)) if is_explained("reason", code) else _("not accepted")


def _label(key: str) -> str:
    """What a way calls itself; one that is no longer installed is said in general."""
    method = registry.find(key)
    return str(method.label) if method is not None else (_("A way to sign in") if key else "")


def _seconds(seconds: float) -> str:
    count = max(0, round(seconds))
    return ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}
