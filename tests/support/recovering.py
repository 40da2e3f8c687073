"""Somebody who has forgotten their password: the pages they walk, and the letters that reach them."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.users.models import User
from accounts.ways.mail_code.models import RecoveryAddress
from tests.support.letters import carry_letters
from tests.support.pages import Page, read, send, write_username

TASKS = "accounts.ways.mail_code."
NEW = "winter-lantern-48"
ADDRESS = "ann@elsewhere.example"


def address_of(user: User, address: str = ADDRESS) -> RecoveryAddress:
    """Their confirmed address."""
    return RecoveryAddress.objects.create(user=user, address=address)


def say_forgotten(client: Client, username: str) -> Page:
    """Writes the username, says that the password is forgotten, and goes on; the list of what may be shown instead."""
    write_username(client, username)
    page = read(client.get(reverse("password:forgot")))
    return send(client, page, "return_to", to=reverse("password:forgot")) if page.status == 200 else page


def choose_way(client: Client, key: str) -> Page:
    return read(client.post(reverse("signin:choose_method"), {"method": key}, follow=True))


def letters_with_codes() -> dict[str, str]:
    """What the worker writes now: the code of each address that it writes one to, the last one."""
    for row in DBTaskResult.objects.filter(task_path__startswith=TASKS):
        DBTaskResult.objects.filter(pk=row.pk).delete()
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    found = ((letter.to[0], _code_in(str(letter.body))) for letter in carry_letters())
    return {address: code for address, code in found if code}


def write_code(client: Client, code: str) -> Page:
    return read(client.post(reverse("mail_code:code"), {"code": code}, follow=True))


def write_new_password(client: Client, password: str = NEW) -> Page:
    return read(client.post(reverse("password:new"), {"new_password": password}, follow=True))


def _code_in(text: str) -> str:
    found = re.search(r"^\d{8}$", text, re.MULTILINE)
    return found[0] if found else ""
