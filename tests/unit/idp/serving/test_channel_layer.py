"""The in-memory channel layer sweeps rarely, and still sweeps."""

import asyncio
from unittest import mock

import pytest
from channels.layers import InMemoryChannelLayer

from idp.serving.channel_layer import SWEEP_SECONDS, TOLD_AT_ONCE, FastInMemoryChannelLayer


def test_many_calls_sweep_once() -> None:
    layer = FastInMemoryChannelLayer()

    with mock.patch.object(InMemoryChannelLayer, "_clean_expired") as sweep:
        asyncio.run(join(layer, times=50))

    assert sweep.call_count == 1


def test_it_sweeps_again_when_it_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = FastInMemoryChannelLayer()
    clock = mock.Mock(return_value=100.0)
    monkeypatch.setattr("idp.serving.channel_layer.time", mock.Mock(monotonic=clock))

    with mock.patch.object(InMemoryChannelLayer, "_clean_expired") as sweep:
        asyncio.run(join(layer, times=1))
        clock.return_value += SWEEP_SECONDS
        asyncio.run(join(layer, times=1))

    assert sweep.call_count == 2


def test_t32_between_the_members_of_a_large_group_others_have_their_turn() -> None:
    layer = FastInMemoryChannelLayer()

    async def tell() -> tuple[int, int]:
        for number in range(100):
            await layer.group_add("phones", f"phone.{number}")
        telling = asyncio.create_task(layer.group_send("phones", {"type": "phone.news"}))
        await asyncio.sleep(0)
        told_at_first = len(layer.channels)
        await telling
        return told_at_first, len(layer.channels)

    assert asyncio.run(tell()) == (TOLD_AT_ONCE, 100)


def test_who_left_while_a_group_is_told_is_told_nothing() -> None:
    layer = FastInMemoryChannelLayer()

    async def tell() -> list[str]:
        for number in range(TOLD_AT_ONCE + 1):
            await layer.group_add("phones", f"phone.{number}")
        telling = asyncio.create_task(layer.group_send("phones", {"type": "phone.news"}))
        await asyncio.sleep(0)
        await layer.group_discard("phones", f"phone.{TOLD_AT_ONCE}")
        await telling
        return list(layer.channels)

    assert f"phone.{TOLD_AT_ONCE}" not in asyncio.run(tell())


async def join(layer: FastInMemoryChannelLayer, *, times: int) -> None:
    for number in range(times):
        await layer.group_add("approval", f"page.{number}")
        await layer.group_send("approval", {"type": "approval.moved"})
