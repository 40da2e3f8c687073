"""The keys by which push services know us: made by command, encrypted, the one before still good."""

import pytest
from django.core.management import call_command

from devices.push.keys import services
from devices.push.keys.models import PushKey

pytestmark = pytest.mark.django_db


def test_phones_subscribe_with_the_newest_and_are_woken_by_the_one_before() -> None:
    first = services.make()
    second = services.make()
    services.forget()  # another process

    assert services.newest() == second
    for made in (first, second):
        key = services.with_public_key(made)
        assert key is not None
        assert services.in_one_text(key.public_jwk) == made


def test_there_is_none_until_it_is_made() -> None:
    assert services.newest() is None
    assert services.with_public_key("BAbc") is None


def test_i10_the_private_half_is_stored_encrypted() -> None:
    key = services.with_public_key(services.make())
    assert key is not None

    row = PushKey.objects.get()

    assert key.private_jwk()["d"] not in f"{row.private_key_encrypted} {row.public_key}"


def test_the_command_makes_one_and_leaves_it_until_it_is_told_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("make_push_keys")
    first = services.newest()
    call_command("make_push_keys")
    again = services.newest()
    call_command("make_push_keys", "--new")

    assert first == again != services.newest()
    assert PushKey.objects.count() == 2
    assert f"There is a key already: {first}" in capsys.readouterr().out


def test_the_command_says_nothing_where_it_is_one_of_many_steps(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_push_keys", verbosity=0)

    assert capsys.readouterr().out == ""
