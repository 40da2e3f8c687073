"""Domains: kept as the A-labels that the network knows (UTS 46, not transitional), shown as people write them."""

import re
from contextlib import suppress

import idna
from django.utils.translation import gettext, gettext_lazy

from accounts.refusals import Refusal
from accounts.tenants.look_alikes import stranger_in
from accounts.tenants.names import as_typed, shown, without_joiners

LONGEST_DOMAIN = 253
# Letters, digits and hyphens; underscores too, which directories of companies have.
PLAIN = re.compile(r"(?!-|xn--)[a-z0-9_-]{1,63}(?<!-)")
# What is pasted along with a domain, and what to say.
NOT_PART_OF_IT = (
    ("://", gettext_lazy("Write the domain alone, without https:// before it: %(name)s")),
    ("@", gettext_lazy("Write only what stands after the @: %(name)s")),
    (
        "*",
        gettext_lazy(
            "Write the domain itself, without a *; others below it are lines of their own: %(name)s"
        ),
    ),
    (":", gettext_lazy("Write the domain without a port: %(name)s")),
    ("/", gettext_lazy("Write the domain alone, without what follows the /: %(name)s")),
)


class UnusableDomain(Refusal):
    """`public_text` says what is wrong with it."""

    code = "unusable_domain"

    def __init__(self, text: str, *, name: str, letter: str = "") -> None:
        super().__init__(f"not a domain: {name[:LONGEST_DOMAIN]!r}")
        self.public_text = text % {"name": shown(name, longest=LONGEST_DOMAIN), "letter": letter}


def new_domain(written: str) -> str:
    """A domain that an organisation is given, as it is kept. Raises UnusableDomain with the reason."""
    for sign, reason in NOT_PART_OF_IT:
        if sign in as_typed(written):
            raise UnusableDomain(str(reason), name=written)
    name = a_labels(written)
    if name is None or "." not in name or len(written.split()) > 1:
        raise UnusableDomain(gettext("This does not look like a domain: %(name)s"), name=written)
    for label in u_labels(name).split("."):
        if letter := stranger_in(label):
            text = gettext("A domain keeps to one alphabet; %(letter)s is of another: %(name)s")
            raise UnusableDomain(text, name=written, letter=letter)
    return name


def kept_domain(written: str) -> str:
    """The form in which a domain is kept and compared; what the network would not know stays as it is."""
    prepared = _prepared(written)
    return a_labels(prepared) or without_joiners(prepared)


def a_labels(written: str) -> str | None:
    """A domain as the network knows it, a dot at its end left out; None when it is none."""
    prepared = _prepared(written)
    # Joiners are spelling where IDNA allows them, and elsewhere marks that nobody sees.
    for form in (prepared, without_joiners(prepared)):
        with suppress(idna.IDNAError):
            return _encoded(form)
    return None


def u_labels(name: str) -> str:
    """A domain that is kept as A-labels, as people read it."""
    return ".".join(_u_label(label) for label in name.split("."))


def _prepared(written: str) -> str:
    """In lower case, without a dot at the end; a full stop of another script is a dot."""
    return as_typed(as_typed(written).lower()).replace("\u3002", ".").rstrip(".")


def _encoded(form: str) -> str:
    name = idna.uts46_remap(form, std3_rules=False, transitional=False)
    labels = [label if PLAIN.fullmatch(label) else idna.alabel(label).decode() for label in name.split(".")]
    if len(name := ".".join(labels)) > LONGEST_DOMAIN:
        raise idna.IDNAError("Domain too long")
    return name


def _u_label(label: str) -> str:
    with suppress(idna.IDNAError):
        return idna.ulabel(label) if label.startswith("xn--") else label
    return label
