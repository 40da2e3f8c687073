"""Who listens is told little by little, and whoever left is told nothing."""

import asyncio

from devices.news.listeners import TOLD_AT_ONCE, Listeners, Message

GROUP = "phones"
NEWS: Message = {"type": "phone.news"}


class Phones:
    """So many of one group; what each of them heard."""

    def __init__(self, count: int) -> None:
        self.layer = Listeners()
        self.heard: list[list[Message]] = [[] for _ in range(count)]
        self.channels = [self.layer.listen(heard.append) for heard in self.heard]

    async def join(self) -> None:
        for channel in self.channels:
            await self.layer.group_add(GROUP, channel)

    async def begins_to_hear(self) -> asyncio.Task[None]:
        telling = asyncio.create_task(self.layer.group_send(GROUP, NEWS))
        await asyncio.sleep(0)
        return telling


def test_t32_between_the_members_of_a_large_group_others_have_their_turn() -> None:
    phones = Phones(100)

    async def tell() -> int:
        await phones.join()
        telling = await phones.begins_to_hear()
        told_at_first = sum(map(len, phones.heard))
        await telling
        return told_at_first

    assert asyncio.run(tell()) == TOLD_AT_ONCE
    assert phones.heard == [[NEWS]] * 100


def test_who_left_while_a_group_is_told_is_told_nothing() -> None:
    phones = Phones(TOLD_AT_ONCE + 1)

    async def tell() -> None:
        await phones.join()
        telling = await phones.begins_to_hear()
        await phones.layer.group_discard(GROUP, phones.channels[-1])
        await telling

    asyncio.run(tell())

    assert [len(heard) for heard in phones.heard] == [1] * TOLD_AT_ONCE + [0]


def test_a_channel_that_is_closed_hears_nothing_and_a_group_without_any_is_no_more() -> None:
    phones = Phones(1)

    async def leave() -> None:
        await phones.join()
        phones.layer.listen_no_more(phones.channels[0])
        await phones.layer.send(phones.channels[0], NEWS)
        await phones.layer.group_discard(GROUP, phones.channels[0])
        await phones.layer.group_discard("of nobody", phones.channels[0])

    asyncio.run(leave())

    assert (phones.heard, phones.layer.groups, phones.layer.channels) == ([[]], {}, {})
