"""Words of an endpoint are put together where nothing can have ended, and nowhere else."""

from collections.abc import AsyncIterator, Sequence

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from agent.grounding.splitting import Splitter
from agent.pieces import LONGEST_PIECE, put_together


async def pieces(*words: str | ChatGenerationChunk) -> list[ChatGenerationChunk]:
    return [each async for each in put_together(_stream(words))]


async def _stream(words: Sequence[str | ChatGenerationChunk]) -> AsyncIterator[ChatGenerationChunk]:
    for each in words:
        yield each if isinstance(each, ChatGenerationChunk) else _chunk(each)


def _chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(text))


async def test_words_of_a_sentence_come_in_one_piece():
    assert [each.text for each in await pieces("That", " depends", " on", " texts")] == [
        "That depends on texts"
    ]


async def test_an_end_and_the_word_that_shows_it_are_not_held_back():
    said = await pieces("It", " fits", ".", " You", " may", " train", " it")

    assert [each.text for each in said] == ["It fits.", " You", " may train it"]


async def test_what_says_why_a_reply_ended_comes_by_itself():
    end = ChatGenerationChunk(
        message=AIMessageChunk(""), generation_info={"finish_reason": "length"}
    )

    said = await pieces("It", " fits", end, end)

    assert [each.generation_info for each in said] == [{"finish_reason": "length"}] * 2


async def test_words_without_an_end_are_handed_on_in_the_end():
    said = await pieces(*["word "] * LONGEST_PIECE)

    assert max(len(each.text) for each in said) <= LONGEST_PIECE + len("word ")


@pytest.mark.parametrize(
    "reply",
    [
        "It needs 28.0 GB. Do you have that? Then go on!\n\n- one item\n- another: 3\n\nDone.",
        "| card | GB |\n| --- | --- |\n| A | 80 |\n\nSee e.g. the table. Dr. Who, no. 3 of them…",
        "Es braucht 28,0 GB. Haben Sie das? 「はい。」 다음. ",
    ],
)
@pytest.mark.parametrize("length", [1, 3, 7])
async def test_nothing_is_released_later_than_word_by_word(reply: str, length: int):
    words = [reply[at : at + length] for at in range(0, len(reply), length)]
    splitter, held = Splitter(), Splitter()
    by_word = {sum(map(len, words[: at + 1])): splitter.feed(w) for at, w in enumerate(words)}
    heard, by_piece = 0, {}
    for each in await pieces(*words):
        heard += len(each.text)
        by_piece[heard] = held.feed(each.text)

    assert [u for units in by_piece.values() for u in units] == [
        u for units in by_word.values() for u in units
    ]
    assert {at for at, units in by_piece.items() if units} == {
        at for at, units in by_word.items() if units
    }
