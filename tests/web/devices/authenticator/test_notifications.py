"""What the service worker says when a push comes: words that it was served with."""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client

from devices.push.body import WORDS, words_of
from devices.push.contract import Wake


def words_served(client: Client, language: str) -> dict[str, Any]:
    script = client.get("/authenticator/service-worker.js", headers={"accept-language": language})
    found = re.search(r"const WORDS = (\{.*\});", script.content.decode())
    assert found
    words: dict[str, Any] = json.loads(found[1])
    return words


def test_they_are_those_of_the_push_in_the_language_of_whoever_asks(client: Client) -> None:  # A03
    for language in ("en", "sv"):
        served = words_served(client, language)

        assert served["language"] == language
        for what in WORDS:
            title, body = words_of(Wake(what=what, seconds_left=60), language=language)
            assert served[what] == {"title": title, "body": body}


def test_there_are_words_for_what_cannot_be_read_too(client: Client) -> None:  # A03
    assert words_served(client, "en")["unknown"] != words_served(client, "sv")["unknown"]


def test_its_pictures_are_there(client: Client) -> None:
    served = words_served(client, "en")

    for picture in (served["icon"], served["badge"]):
        assert finders.find(picture.removeprefix("/static/"))
