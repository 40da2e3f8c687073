"""What sockets wait with does what asyncio's own does, as far as the server uses it."""

import asyncio

from idp.server.waiting import Messages, Passage


def test_messages_are_taken_in_the_order_in_which_they_came() -> None:
    async def take() -> list[int]:
        messages = Messages()
        taking = asyncio.create_task(messages.get())
        await asyncio.sleep(0)
        for number in range(3):
            messages.put_nowait(number)
        first = await taking
        return [first, await messages.get(), await messages.get(), int(messages.empty())]

    assert asyncio.run(take()) == [0, 1, 2, 1]


def test_whoever_stopped_waiting_takes_nothing() -> None:
    async def take() -> int:
        messages = Messages()
        gone = asyncio.create_task(messages.get())
        await asyncio.sleep(0)
        gone.cancel()
        messages.put_nowait(7)
        return int(await asyncio.wait_for(messages.get(), timeout=10))

    assert asyncio.run(take()) == 7


def test_a_passage_lets_nobody_through_while_it_is_shut_and_then_everybody() -> None:
    async def go() -> tuple[int, int]:
        passage = Passage()
        await passage.wait()
        passage.clear()
        going = [asyncio.create_task(passage.wait()) for _ in range(3)]
        await asyncio.sleep(0)
        through = sum(one.done() for one in going)
        passage.set()
        await asyncio.gather(*going)
        return through, len(going)

    assert asyncio.run(go()) == (0, 3)
