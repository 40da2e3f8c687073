"""*This wasn't me* as a person finds it: the link of a letter, its page, its button."""

from __future__ import annotations

import re

from django.core.mail import EmailMessage
from django.test import Client

from tests.support.letters import carry_letters
from tests.support.pages import Page, browser, read, send

LINK = re.compile(r"/security-info/undo/[\w-]{43}/")


def link_in(letter: EmailMessage) -> str:
    """The path of its one link by which what it tells of can be taken back."""
    [path] = {str(found) for found in LINK.findall(str(letter.body))}
    return path


def link_of_next_letter() -> str:
    """That of the one letter that is due."""
    return link_in(carry_letters()[0])


def open_link(path: str, client: Client | None = None) -> Page:
    """Opens it, in a browser of nobody's."""
    return read((client or browser()).get(path))


def press(path: str, client: Client | None = None) -> Page:
    """Opens the page and presses its button; what the page says then."""
    client = client or browser()
    return send(client, read(client.get(path)), action=path)
